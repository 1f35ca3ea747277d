-- What came of the campaigns whose deliveries are of some dates, as of a date: a row per
-- campaign, per channel of it, per variant, and per variant on a channel. As numbers/campaigns.sql
-- defines it, which publishes the same for windows.
--
-- The revenue before is that of the 90 days that end with the delivery's date, as far as it was
-- bought before the plan: what is known of a member before chance decided.
WITH
    /* fragments/drawn.sql */ AS was_drawn,
    /* fragments/attribution.sql */ AS attribution_of,
    -- A purchase belongs to its last touch, whichever campaign's that was.
    addressed AS
    (
        SELECT
            d.campaign AS campaign, d.channel AS channel, d.variant AS variant, d.date AS date, d.addressee AS addressee,
            if(n.member_id = 0, d.addressee, n.member_id) AS person,
            d.state AS state, d.planned_at AS planned_at, d.at AS at,
            d.state = 'excluded' AND d.reason = 'holdout' AS holdout, d.trial AS trial, d.coupon AS coupon,
            was_drawn(d.state, d.reason, d.planned_at, d.at) AS drawn, attribution_of(d.campaign) AS attribution
        FROM
        (
            SELECT
                toString(campaign) AS campaign, toString(channel) AS channel, toString(variant) AS variant, date, member_id AS addressee,
                toString(state) AS state, toString(reason) AS reason, toString(trial) AS trial, coupon, planned_at, at
            FROM deliveries FINAL
            WHERE brand = {brand:String} AND date BETWEEN {from:Date} - {longest_attribution:Int32} AND {as_of:Date}
        ) AS d
        LEFT JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String}
                AND node IN (SELECT member_id FROM deliveries WHERE brand = {brand:String} AND date BETWEEN {from:Date} - {longest_attribution:Int32} AND {as_of:Date})
        ) AS n ON n.node = d.addressee
    ),
    asked AS
    (
        SELECT *
        FROM addressed
        WHERE date BETWEEN {from:Date} AND {to:Date}
            AND ({campaign:String} IN ('', campaign) OR startsWith(campaign, concat({campaign:String}, '#')))
    ),
    bought AS
    (
        SELECT member_id AS buyer, toString(shop) AS shop, order_id, placed_at, date AS bought_on, revenue
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND date BETWEEN {from:Date} - 89 AND {as_of:Date}
            AND member_id IN (SELECT person FROM asked)
    ),
    judged AS
    (
        SELECT * FROM asked WHERE drawn
    ),
    responses AS /* fragments/responses.sql */,
    credited AS
    (
        SELECT touch.1 AS campaign, touch.2 AS date, touch.3 AS addressee, sum(spent) AS revenue
        FROM
        (
            SELECT
                argMax((s.campaign, s.date, s.addressee), (s.at, s.campaign, s.date, s.addressee)) AS touch,
                any(p.revenue) AS spent
            FROM (SELECT campaign, date, addressee, person, attribution, at FROM addressed WHERE state = 'sent') AS s
            INNER JOIN bought AS p ON p.buyer = s.person
            WHERE p.placed_at > s.at AND p.bought_on BETWEEN s.date AND s.date + s.attribution
            GROUP BY p.buyer, p.shop, p.order_id
        )
        GROUP BY touch
    ),
    -- A code belongs to one delivery, and to what was sent again of it; any buyer with it
    -- redeems it. Shops may write it in other letter cases than it was given. An order counts
    -- once, for the last delivery that one of its codes was given with.
    carried AS
    (
        SELECT campaign, date, addressee, planned_at, upper(coupon) AS code
        FROM addressed
        WHERE coupon != '' AND state IN ('sent', 'unknown')
    ),
    coded AS
    (
        SELECT toString(shop) AS shop, order_id, arrayJoin(arrayMap(code -> upper(code), coupons)) AS code
        FROM orders FINAL
        WHERE brand = {brand:String} AND (shop, order_id) IN
        (
            SELECT shop, order_id
            FROM orders
            WHERE brand = {brand:String} AND notEmpty(coupons) AND (SELECT count() FROM carried) > 0
                AND hasAny(arrayMap(code -> upper(code), coupons), (SELECT groupUniqArray(code) FROM carried))
        )
    ),
    redeemed AS
    (
        SELECT touch.1 AS campaign, touch.2 AS date, touch.3 AS addressee, sum(spent) AS revenue, sum(off) AS discount
        FROM
        (
            SELECT
                argMax((c.campaign, c.date, c.addressee), (c.planned_at, c.campaign, c.date, c.addressee)) AS touch,
                any(p.revenue) AS spent, any(p.discount) AS off
            FROM carried AS c
            INNER JOIN coded AS o ON o.code = c.code
            INNER JOIN
            (
                SELECT toString(shop) AS shop, order_id, placed_at, revenue, discount
                FROM member_orders FINAL
                WHERE brand = {brand:String} AND is_purchase AND date <= {as_of:Date} AND (toString(shop), order_id) IN (SELECT shop, order_id FROM coded)
            ) AS p ON p.shop = o.shop AND p.order_id = o.order_id
            WHERE p.placed_at > c.planned_at
            GROUP BY p.shop, p.order_id
        )
        GROUP BY touch
    ),
    -- What a channel has ever reported it tells; what it hasn't is not known.
    reported AS
    (
        SELECT toString(channel) AS channel, groupUniqArray(toString(type)) AS types
        FROM message_events
        WHERE brand = {brand:String} AND date <= {as_of:Date}
        GROUP BY channel
    ),
    notices AS
    (
        SELECT toString(channel) AS channel, toString(campaign) AS campaign, date, member_id AS addressee, groupUniqArray(toString(type)) AS types
        FROM message_events FINAL
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date} AND machine = ''
        GROUP BY channel, campaign, date, addressee
    ),
    spendings AS
    (
        SELECT line, sum(amount) AS cost
        FROM campaign_costs
        ARRAY JOIN arrayDistinct([(toString(campaign), '', ''), (toString(campaign), toString(channel), '')]) AS line
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
        GROUP BY line
    ),
    members AS
    (
        SELECT
            o.campaign AS campaign, o.channel AS channel, o.variant AS variant, o.date + o.attribution AS ends, o.state AS state,
            o.drawn AND NOT o.holdout                                                               AS assigned,
            -- Who was given what a rule had decided for wasn't drawn by lot between the variants.
            if({trial:String} != '', o.trial = {trial:String}, o.trial != '' OR o.campaign NOT IN (SELECT campaign FROM asked WHERE trial != '')) AS compared,
            o.holdout                                                                               AS holdout,
            [1., r.responded, r.spent, r.spent_before, r.spent * r.spent, r.spent * r.spent_before, r.spent_before * r.spent_before] AS sums,
            c.addressee = o.addressee AND c.campaign = o.campaign                                   AS converted,
            c.revenue                                                                               AS revenue,
            o.coupon != '' AND o.state IN ('sent', 'unknown')                                       AS given,
            e.addressee = o.addressee AND e.campaign = o.campaign                                   AS redeemed,
            e.revenue                                                                               AS code_revenue,
            e.discount                                                                              AS discount,
            t.types                                                                                 AS said,
            k.types                                                                                 AS tells
        FROM asked AS o
        LEFT JOIN responses AS r ON r.campaign = o.campaign AND r.date = o.date AND r.addressee = o.addressee
        LEFT JOIN credited AS c ON c.campaign = o.campaign AND c.date = o.date AND c.addressee = o.addressee
        LEFT JOIN redeemed AS e ON e.campaign = o.campaign AND e.date = o.date AND e.addressee = o.addressee
        LEFT JOIN notices AS t ON t.channel = o.channel AND t.campaign = o.campaign AND t.date = o.date AND t.addressee = o.addressee
        LEFT JOIN reported AS k ON k.channel = o.channel
    )
SELECT
    line.1 AS campaign, line.2 AS channel, line.3 AS variant,
    planned, excluded, sent, failed, unknown, held,
    if(tells_delivered,    toNullable(delivered),    NULL) AS delivered,
    if(tells_opened,       toNullable(opened),       NULL) AS opened,
    if(tells_clicked,      toNullable(clicked),      NULL) AS clicked,
    if(tells_replied,      toNullable(replied),      NULL) AS replied,
    if(tells_bounced,      toNullable(bounced),      NULL) AS bounced,
    if(tells_unsubscribed, toNullable(unsubscribed), NULL) AS unsubscribed,
    if(tells_complained,   toNullable(complained),   NULL) AS complained,
    conversions, revenue,
    if(s.line.1 = '', NULL, toNullable(toFloat64(s.cost))) AS cost,
    given, redeemed, code_revenue, discount,
    ends, assigned, held_out
FROM
(
    SELECT
        line,
        count()                                                                AS planned,
        countIf(state = 'excluded')                                            AS excluded,
        countIf(state = 'sent')                                                AS sent,
        countIf(state = 'failed')                                              AS failed,
        countIf(state = 'unknown')                                             AS unknown,
        countIf(state = 'held')                                                AS held,
        countIf(state = 'sent' AND has(said, 'delivered'))                     AS delivered,
        countIf(state = 'sent' AND has(said, 'opened'))                        AS opened,
        countIf(state = 'sent' AND has(said, 'clicked'))                       AS clicked,
        countIf(state = 'sent' AND has(said, 'replied'))                       AS replied,
        countIf(state = 'sent' AND has(said, 'bounced'))                       AS bounced,
        countIf(state = 'sent' AND has(said, 'unsubscribed'))                  AS unsubscribed,
        countIf(state = 'sent' AND has(said, 'complained'))                    AS complained,
        max(state = 'sent' AND has(tells, 'delivered'))                        AS tells_delivered,
        max(state = 'sent' AND has(tells, 'opened'))                           AS tells_opened,
        max(state = 'sent' AND has(tells, 'clicked'))                          AS tells_clicked,
        max(state = 'sent' AND has(tells, 'replied'))                          AS tells_replied,
        max(state = 'sent' AND has(tells, 'bounced'))                          AS tells_bounced,
        max(state = 'sent' AND has(tells, 'unsubscribed'))                     AS tells_unsubscribed,
        max(state = 'sent' AND has(tells, 'complained'))                       AS tells_complained,
        countIf(converted)                                                     AS conversions,
        toFloat64(sumIf(m.revenue, converted))                                 AS revenue,
        countIf(m.given)                                                       AS given,
        countIf(m.redeemed)                                                    AS redeemed,
        toFloat64(sum(m.code_revenue))                                         AS code_revenue,
        toFloat64(sum(m.discount))                                             AS discount,
        max(m.ends)                                                            AS ends,
        sumForEachIf(sums, m.assigned AND (line.3 = '' OR m.compared))         AS assigned,
        sumForEachIf(sums, m.holdout)                                          AS held_out
    FROM members AS m
    ARRAY JOIN arrayDistinct([(campaign, '', ''), (campaign, channel, ''), (campaign, '', variant), (campaign, channel, variant)]) AS line
    GROUP BY line
) AS lines
LEFT JOIN spendings AS s ON s.line = lines.line
ORDER BY campaign, channel, variant
