-- Whether the numbers of a date can be seen.
SELECT count() > 0 AS published
FROM published
WHERE brand = {brand:String}
  AND date = {date:Date}
