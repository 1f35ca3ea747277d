-- By what a member is known.
SELECT node, toString(kind) AS kind, value, toString(state) AS state, joins, toString(first_shop) AS first_shop, first_seen, last_seen
FROM identity_nodes
WHERE brand = {brand:String} AND member_id = {member:UInt64}
ORDER BY first_seen, kind, value
