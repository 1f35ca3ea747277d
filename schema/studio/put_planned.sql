-- What a campaign of the file says that goes without being asked: where it is another text than
-- the last one.
INSERT INTO campaign_texts (brand, campaign, at, date, by, document)
SELECT {brand:String}, {campaign:String}, now64(3, 'UTC'), {date:Date}, '', {document:String}
WHERE
    (
        SELECT argMax(document, at)
        FROM campaign_texts
        WHERE brand = {brand:String} AND campaign = {campaign:String}
    ) != {document:String}
