-- The certificates of the newest nights.
SELECT date, whole, reasons
FROM certificates FINAL
WHERE brand = {brand:String}
ORDER BY date DESC
LIMIT {limit:UInt32}
