-- The gate of a night, as it was decided last: the lines of one decision share
-- their version.
SELECT shop, entity, load_id, platform, received, stored, rejected, unmapped, words, ok, reason, unchanged
FROM reconciliation FINAL
WHERE brand = {brand:String}
  AND date = {date:Date}
  AND version =
  (
      SELECT max(version)
      FROM reconciliation
      WHERE brand = {brand:String}
        AND date = {date:Date}
  )
ORDER BY shop, entity
