-- Where a member stands.
SELECT place
FROM
(
    SELECT member_id AS walker, entry, argMax(to_step, seq) AS place
    FROM journey_moves FINAL
    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
    GROUP BY walker, entry
    HAVING place != ''
) AS m
INNER JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
WHERE person = {member:UInt64}
ORDER BY entry, walker
LIMIT 1
