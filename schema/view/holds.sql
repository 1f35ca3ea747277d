-- Why the newest nights hold their campaigns: what the gate of a date found.
SELECT date, toString(shop) AS shop, toString(entity) AS entity, reason
FROM reconciliation FINAL
WHERE brand = {brand:String} AND NOT ok
  AND date > (SELECT max(date) - 14 FROM reconciliation WHERE brand = {brand:String})
ORDER BY date DESC, shop, entity
LIMIT {limit:UInt32}
