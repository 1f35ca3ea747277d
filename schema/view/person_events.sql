-- What a member did, by any identifier of theirs, the newest first.
SELECT at, toString(shop) AS shop, toString(type) AS type, arrayStringConcat(arrayMap((k, v) -> concat(k, ': ', v), mapKeys(properties), mapValues(properties)), ', ') AS said
FROM events FINAL
WHERE brand = {brand:String} AND node IN (SELECT node FROM identity_nodes WHERE brand = {brand:String} AND member_id = {member:UInt64})
ORDER BY at DESC, event_id
LIMIT {limit:UInt32}
