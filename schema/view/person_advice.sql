-- What to recommend to a member, best first.
SELECT product, score, why
FROM recommendations
WHERE brand = {brand:String} AND member_id = {member:UInt64}
ORDER BY position
