-- What somebody says of a version, by the text that they looked at.
INSERT INTO campaign_reviews (brand, kind, campaign, number, mark, verdict, by, note, at, id)
SELECT
    {brand:String}, {kind:String}, {name:String}, {number:UInt32}, {mark:String}, {verdict:String}, {by:String}, {note:String}, now64(6, 'UTC'), toUUID({id:String})
