-- A few members as they were stored, with who they are: what fragments/segment_member.sql says
-- of the members of a date, which joins all of them with all consents.
/* fragments/segment_columns.sql */,
    {known:Bool} AND bitAnd(bitShiftRight(a.reach_allowed, {first_bit:UInt8}), 7) != 0 AS consented,
    toNullable(toFloat64(a.revenue))                AS place
FROM
(
    SELECT *
    FROM member_reach
    WHERE brand = {brand:String} AND date = {date:Date} AND member_id IN {ids:Array(UInt64)}
) AS a
LEFT JOIN
(
    SELECT member_id, name, email, phone, line_id, city
    FROM members
    WHERE brand = {brand:String} AND member_id IN {ids:Array(UInt64)}
) AS m ON m.member_id = a.member_id
ORDER BY a.revenue DESC, a.member_id
