SELECT
    a.member_id                                     AS member_id,
    m.name                                          AS name,
    m.email                                         AS email,
    m.phone                                         AS phone,
    m.line_id                                       AS line_id,
    m.city                                          AS city,
    a.first_purchase                                AS first_purchase,
    a.last_purchase                                 AS last_purchase,
    toUInt64(a.purchases)                           AS purchases,
    toFloat64(a.revenue)                            AS revenue,
    toInt64OrNull(toString(a.recency_days))         AS recency_days,
    a.r_score                                       AS r_score,
    a.f_score                                       AS f_score,
    a.m_score                                       AS m_score,
    ifNull(toString(a.rfm_class), '')               AS rfm_class,
    toString(a.stage)                               AS stage,
    a.stage_since                                   AS stage_since,
    ifNull(toString(a.stage_next), '')              AS stage_next,
    a.stage_next_on                                 AS stage_next_on,
    toString(a.life_phase)                          AS life_phase,
    toString(a.value_tier)                          AS value_tier,
    toString(a.aipl)                                AS aipl,
    a.p_alive                                       AS p_alive,
    a.expected_14d                                  AS expected_14d,
    a.clv_365d                                      AS clv_365d,
    a.next_purchase                                 AS next_purchase,
    ifNull(toString(a.preferred_channel), '')       AS preferred_channel,
    a.tags                                          AS tags,
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
