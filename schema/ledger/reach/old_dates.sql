-- The dates of a brand's stored reach beyond the newest two.
SELECT DISTINCT date
FROM member_reach
WHERE brand = {brand:String}
ORDER BY date DESC
LIMIT 1000 OFFSET 2
