-- How the newest gate of a night found the stores.
SELECT stores
FROM store_gates FINAL
WHERE brand = {brand:String}
  AND date = {date:Date}
