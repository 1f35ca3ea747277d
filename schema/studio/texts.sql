-- What a campaign of the file said when it was let go, the newest first.
SELECT at, date, by, document
FROM campaign_texts FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String}
ORDER BY at DESC, date DESC, by
LIMIT {limit:UInt32}
