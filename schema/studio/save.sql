-- Saves a version behind the one that its writer had before them, unless another one stands
-- there.
INSERT INTO campaign_versions (brand, kind, campaign, number, document, by, note, at, id)
SELECT
    {brand:String}, {kind:String}, {name:String}, {number:UInt32}, {document:String}, {by:String}, {note:String}, now64(6, 'UTC'), toUUID({id:String})
WHERE (SELECT max(number) FROM campaign_versions WHERE brand = {brand:String} AND kind = {kind:String} AND campaign = {name:String}) = {number:UInt32} - 1
