-- Who stands on the list and doesn't belong there any more; at most so many.
SELECT email, phone
FROM ad_list_people FINAL
WHERE brand = {brand:String} AND list = {list:String}
  AND (email, phone) NOT IN (SELECT email, phone FROM ad_list_wanted WHERE brand = {brand:String} AND list = {list:String} AND run = {run:UInt64})
ORDER BY email, phone
LIMIT {most:UInt32}
