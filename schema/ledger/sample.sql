-- Some members of a campaign's plan, with all that their messages are made of: the
-- longest name, one without a name, and one for each stage, channel, variant and language
-- go before others. Who waits for a rule to decide has no text yet. The plan is plan_rows.sql
-- itself, read instead of written, together with what was planned already.
SELECT
    member_id, channel, variant, stage, stage_before, rfm_class, last_purchase, recency_days, purchases, revenue, due_at, name, language, address
FROM
(
    SELECT
        p.member_id                                         AS member_id,
        p.channel                                           AS channel,
        p.variant                                           AS variant,
        p.stage                                             AS stage,
        p.stage_before                                      AS stage_before,
        p.rfm_class                                         AS rfm_class,
        p.last_purchase                                     AS last_purchase,
        p.recency_days                                      AS recency_days,
        p.purchases                                         AS purchases,
        p.revenue                                           AS revenue,
        p.due_at                                            AS due_at,
        m.name                                              AS name,
        toString(m.language)                                AS language,
        multiIf(channel = 'edm', m.email, channel = 'sms', m.phone, channel = 'line', m.line_id, '') AS address,
        sipHash64(p.member_id)                              AS drawn,
        row_number() OVER (ORDER BY lengthUTF8(m.name) DESC, sipHash64(p.member_id))            AS by_length,
        row_number() OVER (PARTITION BY m.name = '' ORDER BY sipHash64(p.member_id))            AS by_name,
        row_number() OVER (PARTITION BY p.stage, p.channel, p.variant ORDER BY sipHash64(p.member_id)) AS by_kind,
        row_number() OVER (PARTITION BY m.language ORDER BY sipHash64(p.member_id))             AS by_language
    FROM
    (
        SELECT
            member_id, toString(channel) AS channel, toString(variant) AS variant, planned_stage AS stage, planned_stage_before AS stage_before,
            planned_rfm_class AS rfm_class, last_purchase, planned_recency_days AS recency_days, planned_purchases AS purchases, planned_revenue AS revenue, due_at
        FROM {planned:Identifier}
        WHERE state = 'planned' AND NOT (trial != '' AND variant = '')
        UNION ALL
        SELECT
            member_id, toString(channel), toString(variant), toString(stage), toString(stage_before),
            toString(rfm_class), last_purchase, recency_days, purchases, revenue, due_at
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state != 'excluded'
          AND NOT (trial != '' AND variant = '')
    ) AS p
    LEFT JOIN
    (
        SELECT member_id, name, language, email, phone, line_id
        FROM members
        WHERE brand = {brand:String} AND member_id IN
        (
            SELECT member_id FROM {planned:Identifier}
            UNION ALL
            SELECT member_id FROM deliveries WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
        )
    ) AS m ON m.member_id = p.member_id
)
ORDER BY if(by_length = 1 OR by_language = 1 OR (name = '' AND by_name = 1), 0, by_kind), drawn
LIMIT {limit:UInt32}
