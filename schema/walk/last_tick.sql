-- Up to which moment the ticks of a journey went; 1970-01-01: there was none.
SELECT max(moment)
FROM journey_ticks
WHERE brand = {brand:String} AND journey = {journey:String}
