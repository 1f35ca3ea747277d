-- How many members went which way on these business dates.
SELECT step, to_step, why, sends, count() AS members
FROM journey_moves FINAL
WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String} AND date BETWEEN {from:Date} AND {to:Date}
GROUP BY step, to_step, why, sends
ORDER BY step, to_step, why, sends
