-- The dates of a brand's snapshots beyond the newest two.
SELECT DISTINCT date
FROM {table:Identifier}
WHERE brand = {brand:String}
ORDER BY date DESC
LIMIT 1000 OFFSET 2
