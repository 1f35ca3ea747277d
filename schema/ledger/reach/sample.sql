-- Some members with all that their messages are made of: the longest name, one without a name,
-- and one for each stage, channel, variant and language go before others, as in
-- ledger/sample.sql.
SELECT
    member_id, channel, variant, stage, stage_before, rfm_class, last_purchase, recency_days, purchases, revenue, name, language, address
FROM
(
    SELECT
        r.member_id                                                 AS member_id,
        r.channel                                                   AS channel,
        r.variant                                                   AS variant,
        r.stage                                                     AS stage,
        r.stage_before                                              AS stage_before,
        r.rfm_class                                                 AS rfm_class,
        r.last_purchase                                             AS last_purchase,
        r.recency_days                                              AS recency_days,
        r.purchases                                                 AS purchases,
        r.revenue                                                   AS revenue,
        m.name                                                      AS name,
        m.language                                                  AS language,
        multiIf(channel = 'edm', m.email, channel = 'sms', m.phone, channel = 'line', m.line_id, '') AS address,
        sipHash64(member_id)                                        AS drawn,
        row_number() OVER (ORDER BY lengthUTF8(name) DESC, drawn)   AS by_length,
        row_number() OVER (PARTITION BY name = '' ORDER BY drawn)   AS by_name,
        row_number() OVER (PARTITION BY stage, channel, variant ORDER BY drawn) AS by_kind,
        row_number() OVER (PARTITION BY language ORDER BY drawn)    AS by_language
    FROM
    (
        SELECT
            member_id,
            {ways:Array(String)}[indexOf({ids:Array(UInt64)}, member_id)] AS channel,
            if
            (
                empty({variants:Array(String)}),
                '',
                {variants:Array(String)}
                [
                    arrayFirstIndex
                    (
                        upto -> sipHash64(concat({again_of:String}, ':variant:', toString(bitXor(reach_number, sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), member_id))))) % 1000000 < upto * 1000000,
                        {variants_upto:Array(Float64)}
                    )
                ]
            )                                                       AS variant,
            ifNull(toString(stage), '')                             AS stage,
            ifNull(toString(stage_before), '')                      AS stage_before,
            ifNull(toString(rfm_class), '')                         AS rfm_class,
            last_purchase,
            ifNull(toInt32(recency_days), 0)                        AS recency_days,
            ifNull(toUInt32(purchases), 0)                          AS purchases,
            ifNull(toFloat64(revenue), 0)                           AS revenue
        FROM member_reach
        WHERE brand = {brand:String} AND date = {date:Date} AND member_id IN {ids:Array(UInt64)}
    ) AS r
    INNER JOIN
    (
        SELECT member_id, name, toString(language) AS language, email, phone, line_id
        FROM members
        WHERE brand = {brand:String} AND member_id IN {ids:Array(UInt64)}
    ) AS m ON m.member_id = r.member_id
)
ORDER BY if(by_length = 1 OR by_language = 1 OR (name = '' AND by_name = 1), 0, by_kind), drawn
LIMIT {limit:UInt32}
