-- To what those consent who are due.
SELECT brand, member_id, channel, purpose, granted
FROM consents
WHERE brand = {brand:String} AND member_id IN (SELECT member_id FROM {nodes:Identifier})
