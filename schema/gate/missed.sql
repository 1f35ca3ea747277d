-- The missed dates that a night followed.
SELECT first_date, computed_from, sent, skipped
FROM missed_nights FINAL
WHERE brand = {brand:String}
  AND night = {date:Date};
