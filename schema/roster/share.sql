-- Who belongs on the list and shares an address with somebody who is taken off it now: the
-- platform may take both for one, so they are put onto it once more afterwards.
INSERT INTO ad_list_people (brand, list, email, phone, state, at, version)
WITH leaving AS
(
    SELECT email, phone
    FROM ad_list_people FINAL
    WHERE brand = {brand:String} AND list = {list:String} AND (email, phone) <= ({last_email:String}, {last_phone:String})
      AND (email, phone) NOT IN (SELECT email, phone FROM ad_list_wanted WHERE brand = {brand:String} AND list = {list:String} AND run = {run:UInt64})
)
SELECT DISTINCT {brand:String}, {list:String}, email, phone, 'adding', now64(3, 'UTC'), {run:UInt64}
FROM ad_list_wanted
WHERE brand = {brand:String} AND list = {list:String} AND run = {run:UInt64}
  AND (email != '' AND email IN (SELECT email FROM leaving) OR phone != '' AND phone IN (SELECT phone FROM leaving))
