-- Who stands on a step, since when, when they came in, and what they are called.
SELECT w.member_id AS member_id, w.entry AS entry, w.since AS since, w.definition AS definition, p.name AS name
FROM
(
    SELECT n.person AS member_id, m.entry AS entry, m.since AS since, m.walks AS definition
    FROM
    (
/*places*/
    ) AS m
    INNER JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
    WHERE m.place = {step:String}
    ORDER BY since, member_id
    LIMIT {most:UInt32}
) AS w
LEFT JOIN (SELECT member_id, name FROM members WHERE brand = {brand:String}) AS p ON p.member_id = w.member_id
ORDER BY since, member_id
