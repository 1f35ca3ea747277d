-- At how many moments between its nights a replay moved somebody.
SELECT uniqExact(at)
FROM journey_moves
WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
  AND at NOT IN (SELECT at FROM journey_nights WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String})
