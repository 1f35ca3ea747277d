-- The dates of a brand that are published: how many, the first and the last.
SELECT count() AS dates, min(date) AS first, max(date) AS last
FROM published
WHERE brand = {brand:String}
