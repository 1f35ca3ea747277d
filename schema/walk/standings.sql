-- On which steps of which versions members stand, and since when the first of them does.
SELECT walks AS definition, place AS step, count() AS members, min(p.since) AS since
FROM
(
/*places*/
) AS p
GROUP BY definition, step
ORDER BY definition, step
