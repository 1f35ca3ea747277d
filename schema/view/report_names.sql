-- The names of a few members.
SELECT member_id, name
FROM members
WHERE brand = {brand:String} AND member_id IN {members:Array(UInt64)}
