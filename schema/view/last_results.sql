-- What was kept last of what came of campaigns, up to a date.
SELECT date, from_date, counted, at
FROM campaign_results
WHERE brand = {brand:String} AND date <= {date:Date}
ORDER BY date DESC, at DESC
LIMIT 1
