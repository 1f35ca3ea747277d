-- How many met a condition when an advance of a journey asked it.
SELECT count()
FROM journey_matches
WHERE brand = {brand:String} AND condition = {condition:String} AND date = {date:Date} AND run = {run:UInt64}
