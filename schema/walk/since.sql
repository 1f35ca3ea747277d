-- The first date on which somebody came in; 1970-01-01: nobody did.
SELECT min(date)
FROM journey_moves
WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
