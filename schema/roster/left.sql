-- Forgets whom the platform has taken off the list.
DELETE FROM ad_list_people
WHERE brand = {brand:String} AND list = {list:String} AND (email, phone) <= ({last_email:String}, {last_phone:String}) AND version <= {run:UInt64}
  AND (email, phone) NOT IN (SELECT email, phone FROM ad_list_wanted WHERE brand = {brand:String} AND list = {list:String} AND run = {run:UInt64})
