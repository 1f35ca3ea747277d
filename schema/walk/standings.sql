-- On which steps of which versions members stand.
SELECT walks AS definition, place AS step, count() AS members
FROM
(
/*places*/
)
GROUP BY definition, step
ORDER BY definition, step
