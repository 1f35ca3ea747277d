-- Why the newest nights hold their campaigns: what the gate of a date found when it was
-- decided last.
SELECT date, toString(shop) AS shop, toString(entity) AS entity, reason, cause
FROM reconciliation FINAL
WHERE brand = {brand:String} AND NOT ok
  AND date > (SELECT max(date) - 14 FROM reconciliation WHERE brand = {brand:String})
  AND (date, version) IN (SELECT date, max(version) FROM reconciliation WHERE brand = {brand:String} GROUP BY date)
ORDER BY date DESC, shop, entity
LIMIT {limit:UInt32}
