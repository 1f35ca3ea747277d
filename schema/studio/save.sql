-- Saves a version behind the one that its writer had before them, unless another one stands
-- there.
INSERT INTO campaign_versions (brand, campaign, number, document, by, note, at, id)
SELECT
    {brand:String}, {campaign:String}, {number:UInt32}, {document:String}, {by:String}, {note:String}, now64(6, 'UTC'), toUUID({id:String})
WHERE (SELECT max(number) FROM campaign_versions WHERE brand = {brand:String} AND campaign = {campaign:String}) = {number:UInt32} - 1
