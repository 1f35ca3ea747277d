    c.member_id != 0                                AS consented,
    multiIf
    (
        {top_by:String} = 'expected_14d', a.expected_14d,
        {top_by:String} = 'clv_365d', a.clv_365d,
        {top_by:String} = 'p_alive', a.p_alive,
        {top_by:String} = 'revenue', toNullable(toFloat64(a.revenue)),
        CAST(NULL, 'Nullable(Float64)')
    )                                               AS place
FROM member_asof(brand = {brand:String}, date = {date:Date}) AS a
LEFT JOIN
(
    SELECT member_id, name, email, phone, line_id, city
    FROM members
    WHERE brand = {brand:String}
) AS m ON m.member_id = a.member_id
LEFT JOIN
(
    SELECT DISTINCT member_id
    FROM consents
    WHERE brand = {brand:String} AND purpose = {purpose:String} AND granted
) AS c ON c.member_id = a.member_id
