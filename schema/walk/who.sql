-- Who stands on a step, since when, and when they came in.
SELECT person AS member_id, entry, since, walks AS definition
FROM
(
    SELECT
        member_id                                                   AS walker,
        entry,
        argMax(to_step, seq)                                        AS place,
        argMax(journey_moves.day, seq)                              AS since,
        argMax(journey_moves.definition, seq)                       AS walks
    FROM journey_moves FINAL
    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
    GROUP BY walker, entry
    HAVING place = {step:String}
) AS m
INNER JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = m.walker
ORDER BY since, member_id
LIMIT {most:UInt32}
