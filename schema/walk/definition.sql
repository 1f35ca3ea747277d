-- A version of a journey that somebody walks.
SELECT text
FROM journey_definitions FINAL
WHERE brand = {brand:String} AND journey = {journey:String} AND definition = {definition:String}
