-- Whom this synchronising has still to put onto the list; at most so many.
SELECT email, phone
FROM ad_list_people FINAL
WHERE brand = {brand:String} AND list = {list:String} AND state = 'adding' AND version = {run:UInt64}
ORDER BY email, phone
LIMIT {most:UInt32}
