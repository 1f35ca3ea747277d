-- The end of the last window that was pulled whole.
SELECT maxOrNull(window_to) AS window_to
FROM loads FINAL
WHERE brand = {brand:String}
  AND shop = {shop:String}
  AND entity = {entity:String}
  AND kind = 'window'
  AND state = 'done'
