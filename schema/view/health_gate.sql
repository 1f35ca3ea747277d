-- What the gate of the newest night found, as it was decided last.
SELECT toString(shop) AS shop, toString(entity) AS entity, platform, received, stored, rejected, ok
FROM reconciliation FINAL
WHERE brand = {brand:String}
  AND (date, version) IN (SELECT date, max(version) FROM reconciliation WHERE brand = {brand:String} GROUP BY date ORDER BY date DESC LIMIT 1)
ORDER BY shop, entity
