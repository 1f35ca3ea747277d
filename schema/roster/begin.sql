-- Writes down who is to be put onto the list: who belongs on it, and of whom it is not known
-- that they are.
INSERT INTO ad_list_people (brand, list, email, phone, state, at, version)
SELECT DISTINCT {brand:String}, {list:String}, email, phone, 'adding', now64(3, 'UTC'), {run:UInt64}
FROM ad_list_wanted
WHERE brand = {brand:String} AND list = {list:String} AND run = {run:UInt64}
  AND (email, phone) NOT IN (SELECT email, phone FROM ad_list_people FINAL WHERE brand = {brand:String} AND list = {list:String} AND state = 'on')
