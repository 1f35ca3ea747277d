-- Some pulls of a brand, by their ids.
SELECT
    shop, entity, load_id, kind, window_from, window_to, state, platform_before, platform_after,
    received, stored, rejected, late, unmapped, words, fingerprint, detail, started_at, finished_at
FROM loads FINAL
WHERE brand = {brand:String}
  AND load_id IN {loads:Array(String)}
ORDER BY shop, entity, load_id
