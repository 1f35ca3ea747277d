-- What a member did, by any identifier of theirs, the newest first.
SELECT at, toString(shop) AS shop, toString(type) AS type, arrayStringConcat(arrayMap((k, v) -> concat(k, ': ', v), mapKeys(properties), mapValues(properties)), ', ') AS said
FROM events FINAL
WHERE brand = {brand:String}
  AND node IN {nodes:Array(UInt64)}
  -- The key of events doesn't know whose they are: which may be theirs is found first, without FINAL.
  AND (shop, event_id) IN (SELECT shop, event_id FROM events WHERE brand = {brand:String} AND node IN {nodes:Array(UInt64)})
ORDER BY at DESC, event_id
LIMIT {limit:UInt32}
