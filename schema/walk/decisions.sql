-- The last decision about each journey of a brand, or of one.
SELECT journey, argMax(decision, journey_decisions.at) AS decision, argMax(by, journey_decisions.at) AS by, argMax(note, journey_decisions.at) AS note, max(journey_decisions.at) AS at
FROM journey_decisions
WHERE brand = {brand:String} AND {journey:String} IN ('', journey)
GROUP BY journey
ORDER BY journey
