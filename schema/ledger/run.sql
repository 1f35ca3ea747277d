-- Where a campaign of a date stands; no row: it was never planned.
SELECT state, reason, by, bits, planned, repeated, version
FROM campaign_runs FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
