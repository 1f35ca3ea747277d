-- What lies ahead of the members of a date, in one reading of them: where each
-- group's next stage is due within two weeks, and its likeliest buyers of that
-- time.
SELECT
    stage_now                                          AS stage,
    becomes,
    due,
    members,
    spent                                              AS revenue,
    arrayMap(t -> -t.1, top)                           AS top_expected,
    top.2                                              AS top_member,
    top.3                                              AS top_alive,
    top.4                                              AS top_purchases,
    top.5                                              AS top_revenue,
    top.6                                              AS top_last,
    top.7                                              AS top_next,
    top.8                                              AS top_channel
FROM
(
    SELECT
        toString(stage)                                AS stage_now,
        if(stage_next_on > {date:Date} AND stage_next_on <= {date:Date} + 14, stage_next_on, NULL) AS due,
        if(isNull(due), '', toString(stage_next))      AS becomes,
        count()                                        AS members,
        toFloat64(sum(revenue))                        AS spent,
        groupArraySortedIf({top:UInt8})
        (
            (
                -ifNull(expected_14d, 0), member_id, ifNull(p_alive, nan), toUInt64(purchases), toFloat64(revenue),
                ifNull(last_purchase, toDate(0)), ifNull(next_purchase, toDate(0)), ifNull(toString(preferred_channel), '')
            ),
            ifNull(expected_14d, 0) > 0
        )                                              AS top
    FROM member_asof(brand = {brand:String}, date = {date:Date})
    GROUP BY stage_now, becomes, due
)
ORDER BY due, stage, becomes
