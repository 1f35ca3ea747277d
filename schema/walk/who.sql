-- Who stands on a step, since when, and when they came in.
SELECT person AS member_id, entry, since, walks AS definition
FROM
(
/*places*/
) AS m
INNER JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
WHERE place = {step:String}
ORDER BY since, member_id
LIMIT {most:UInt32}
