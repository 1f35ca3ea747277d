-- The last load of a feed that was done, and whole, with what its files were like.
SELECT load_id, received, stored, rejected, unmapped, words, file_rows, used_rows, rejected_rows, left_out, blank, totals, taken, fingerprint
FROM loads FINAL
WHERE brand = {brand:String}
  AND shop = {shop:String}
  AND entity = {entity:String}
  AND kind = 'file'
  AND state = 'done'
  AND stored = received
  AND startsWith(fingerprint, {prefix:String})
ORDER BY finished_at DESC, version DESC
LIMIT 1
