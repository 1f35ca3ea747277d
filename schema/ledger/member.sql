-- One member as of a date, with all that a message to them is made of.
SELECT
    a.member_id                                     AS member_id,
    toString(a.stage)                               AS stage,
    toString(a.stage_before)                        AS stage_before,
    ifNull(toString(a.rfm_class), '')               AS rfm_class,
    a.last_purchase                                 AS last_purchase,
    ifNull(toInt32(a.recency_days), 0)              AS recency_days,
    ifNull(toUInt32(a.purchases), 0)                AS purchases,
    ifNull(toFloat64(a.revenue), 0)                 AS revenue,
    m.name                                          AS name,
    toString(m.language)                            AS language
FROM
(
    SELECT * FROM member_asof(brand = {brand:String}, date = {date:Date})
    WHERE member_id IN (SELECT if(member_id = 0, node, member_id) FROM identity_nodes WHERE brand = {brand:String} AND node = {member:UInt64})
) AS a
LEFT JOIN (SELECT member_id, name, language FROM members WHERE brand = {brand:String}) AS m ON m.member_id = a.member_id
