-- The platform has whom this synchronising put onto the list, up to somebody.
INSERT INTO ad_list_people (brand, list, email, phone, state, at, version)
SELECT brand, list, email, phone, 'on', now64(3, 'UTC'), {run:UInt64} + 1
FROM ad_list_people FINAL
WHERE brand = {brand:String} AND list = {list:String} AND state = 'adding' AND version = {run:UInt64} AND (email, phone) <= ({last_email:String}, {last_phone:String})
