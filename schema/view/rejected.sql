-- The records that the pulls of a night rejected, for the command line alone:
-- they hold personal data. Among them are the words of consents that aren't known,
-- for which no record was rejected.
SELECT toString(shop) AS shop, toString(entity) AS entity, record, reason, raw, count() OVER () AS all
FROM rejected FINAL
WHERE brand = {brand:String}
  AND load_id IN
  (
      SELECT load_id
      FROM reconciliation FINAL
      WHERE brand = {brand:String} AND date = {date:Date}
  )
ORDER BY shop, entity, record
LIMIT {limit:UInt32}
