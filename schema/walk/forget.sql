-- Forgets what a replay that was stopped did after its last whole night.
DELETE FROM journey_moves
WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
  AND at > (SELECT max(at) FROM journey_nights WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String})
