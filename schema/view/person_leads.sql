-- Whether fewer than a tenth of the members with a purchase have more revenue than a member, as
-- they are stored: half of what makes a seed_member.
SELECT 10 * countIf(revenue > (SELECT any(revenue) FROM member_snapshots WHERE brand = {brand:String} AND date = {date:Date} AND member_id = {member:UInt64})) < count() AS leads
FROM member_snapshots
WHERE brand = {brand:String} AND date = {date:Date} AND purchases > 0
