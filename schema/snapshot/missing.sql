-- How many of the members whose ids a table has are not stored for a date.
SELECT uniqExact(member_id)
FROM {among:Identifier}
WHERE member_id NOT IN (SELECT member_id FROM member_snapshots WHERE member_snapshots.brand = {brand:String} AND member_snapshots.date = {date:Date})
