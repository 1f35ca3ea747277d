-- The last date before a night that is published, and how many are.
SELECT count() AS dates, max(date) AS last
FROM published
WHERE brand = {brand:String}
  AND date < {date:Date};
