-- The last published date of a brand, if there is one.
SELECT count() AS dates, max(to_date) AS last
FROM generations FINAL
WHERE brand = {brand:String} AND state = 'published'
