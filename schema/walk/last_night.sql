-- The last business date that a journey was advanced for; 1970-01-01: none.
SELECT max(date)
FROM journey_nights
WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String}
