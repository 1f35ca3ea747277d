-- Where a member stands.
SELECT place
FROM
(
/*places*/
) AS m
INNER JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
WHERE person = {member:UInt64}
ORDER BY entry, came_at, walker
LIMIT 1
