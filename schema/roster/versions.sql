-- All versions of a journey that anybody ever walked.
SELECT definition, text
FROM journey_definitions FINAL
WHERE brand = {brand:String} AND journey = {journey:String}
ORDER BY definition
