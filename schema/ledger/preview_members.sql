-- The members of a campaign's plan, with who they are and what becomes of them.
-- The plan is plan_rows.sql itself, written aside, together with
-- what was planned already.
SELECT
    p.member_id                 AS member_id,
    m.name                      AS name,
    m.email                     AS email,
    m.phone                     AS phone,
    m.line_id                   AS line_id,
    toString(a.stage)           AS stage,
    toString(a.stage_before)    AS stage_before,
    ifNull(toString(a.rfm_class), '') AS rfm_class,
    toUInt64(a.purchases)       AS purchases,
    toFloat64(a.revenue)        AS revenue,
    toString(p.channel)         AS channel,
    toString(p.state)           AS state,
    toString(p.reason)          AS reason
FROM
(
    SELECT member_id, channel, state, reason
    FROM {planned:Identifier}
    UNION ALL
    SELECT member_id, channel, state, reason
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
) AS p
LEFT JOIN
(
    SELECT member_id, name, email, phone, line_id
    FROM members
    WHERE brand = {brand:String} AND member_id IN
    (
        SELECT member_id FROM {planned:Identifier}
        UNION ALL
        SELECT member_id FROM deliveries WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
    )
) AS m ON m.member_id = p.member_id
LEFT JOIN
(
    SELECT member_id, stage, stage_before, rfm_class, purchases, revenue
    FROM member_asof(brand = {brand:String}, date = {date:Date})
) AS a ON a.member_id = p.member_id
ORDER BY p.member_id
