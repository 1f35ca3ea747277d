-- What somebody says of a version, by the text that they looked at.
INSERT INTO campaign_reviews (brand, campaign, number, mark, verdict, by, note, at, id)
SELECT
    {brand:String}, {campaign:String}, {number:UInt32}, {mark:String}, {verdict:String}, {by:String}, {note:String}, now64(6, 'UTC'), toUUID({id:String})
