-- On which steps of which versions members stand.
SELECT definition, place AS step, count() AS members
FROM
(
    SELECT member_id, entry, argMax(to_step, seq) AS place, argMax(journey_moves.definition, seq) AS definition
    FROM journey_moves FINAL
    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
    GROUP BY member_id, entry
    HAVING place != ''
)
GROUP BY definition, step
ORDER BY definition, step
