-- The certificate of a night that holds.
SELECT whole, reasons, shops, stores, campaigns, missed, kept, causes, at
FROM certificates FINAL
WHERE brand = {brand:String}
  AND date = {date:Date}
