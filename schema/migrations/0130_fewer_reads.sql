-- member_signs and member_asof read events and orders once or twice, where they read them
-- two dozen and nine times: what stands in a WITH is read wherever it is named. What the
-- views show is as it was.

-- member_signs: a row of sums for each identifier and for each ticket with an id; then who
-- the identifiers are now.
CREATE OR REPLACE VIEW member_signs AS
WITH
    ifNull((SELECT argMaxOrNull(timezone, version) FROM brand_settings WHERE brand = {brand:String} AND timezone != ''), 'UTC') AS zone,
    said AS
    (
        SELECT
            if(type IN ('ticket_opened', 'ticket_closed'), properties['ticket_id'], '')             AS ticket,
            if(ticket = '', node, 0)                                                                AS of_node,
            maxIf(date, type IN ('add_to_cart', 'checkout_started'))                                AS carted,
            countIf(type IN ('review', 'invited', 'referral')) > 0                                  AS voiced,
            groupArrayIf((node, at), type = 'ticket_opened' AND ticket != '')                       AS opened,
            maxIf(at, type = 'ticket_closed')                                                       AS closed_at,
            toInt64(countIf(type = 'ticket_opened')) - toInt64(countIf(type = 'ticket_closed'))     AS nameless,
            sumMapIf(map(by, toInt64(1)), by != '')                                                 AS answers,
            maxMapIf(map(by, toUnixTimestamp64Milli(at)), by != '')                                 AS answered
        FROM
        (
            SELECT
                node,
                type,
                at,
                date,
                properties,
                multiIf
                (
                    type NOT IN ('message_click', 'message_clicked', 'message_reply', 'message_replied'), '',
                    lower(properties['channel']) IN ('email', 'mail', 'e-mail'), 'edm',
                    lower(properties['channel'])
                ) AS by
            FROM events FINAL
            WHERE brand = {brand:String} AND date <= {date:Date} AND
            (
                type IN ('ticket_opened', 'ticket_closed')
                OR type IN ('review', 'invited', 'referral') AND node != 0
                OR type IN ('add_to_cart', 'checkout_started') AND node != 0 AND date > {date:Date} - 7
                OR type IN ('message_click', 'message_clicked', 'message_reply', 'message_replied') AND node != 0 AND date > {date:Date} - 365
            )
        )
        GROUP BY ticket, of_node
    ),
    signs AS
    (
        SELECT
            sign.1                                AS node,
            sign.2                                AS waits,
            carted,
            voiced,
            if(waits, toInt64(0), nameless)       AS nameless,
            answers,
            answered
        FROM said
        ARRAY JOIN if
        (
            ticket = '',
            [(of_node, false)],
            arrayMap(o -> (o.1, true), arrayFilter(o -> o.2 > closed_at, opened))
        ) AS sign
        WHERE carted != toDate(0) OR voiced OR waits OR nameless != 0 OR notEmpty(answers)

        UNION ALL

        SELECT
            member_id,
            false,
            toDate(0),
            false,
            toInt64(0),
            sumMap(map(toString(channel), toInt64(1))),
            maxMap(map(toString(channel), toUnixTimestamp64Milli(at)))
        FROM message_events FINAL
        WHERE brand = {brand:String} AND type IN ('clicked', 'replied') AND machine = '' AND channel != ''
            AND toDate(at, zone) > {date:Date} - 365 AND toDate(at, zone) <= {date:Date}
        GROUP BY member_id
    )
SELECT
    member_id,
    max(born)                                                        AS born_in_month,
    max(joined)                                                      AS registered_in_month,
    max(expiring)                                                    AS points_expire,
    max(carted_on)                                                   AS cart_on,
    max(voice)                                                       AS spoke,
    max(waiting) OR sum(unnamed) > 0                                 AS open_ticket,
    arraySort
    (
        (channel, times, last_ms) -> (-times, -last_ms, channel),
        mapKeys(sumMap(replies)),
        mapValues(sumMap(replies)),
        mapValues(maxMap(replied))
    )[1]                                                             AS preferred_channel,
    max(own)                                                         AS own_tags
FROM
(
    SELECT
        member_id,
        substring(birth_date, -5, 2) = substring(toString({date:Date}), 6, 2)                       AS born,
        ifNull(registered_on BETWEEN toStartOfMonth({date:Date}) AND {date:Date}, false)            AS joined,
        arrayExists(on -> on > {date:Date} AND on <= {date:Date} + 30, points_expire_on)            AS expiring,
        toDate(0)                                                                                   AS carted_on,
        false                                                                                       AS voice,
        false                                                                                       AS waiting,
        toInt64(0)                                                                                  AS unnamed,
        CAST(map(), 'Map(String, Int64)')                                                           AS replies,
        CAST(map(), 'Map(String, Int64)')                                                           AS replied,
        tags                                                                                        AS own
    FROM members
    WHERE brand = {brand:String} AND (born OR joined OR expiring OR notEmpty(tags))

    UNION ALL

    SELECT n.member_id, false, false, false, s.carted, s.voiced, s.waits, s.nameless, s.answers, s.answered, []
    FROM (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n
    INNER JOIN signs AS s ON s.node = n.node
)
GROUP BY member_id;

-- member_asof: every member's sums once, compared with all others' by windows.
CREATE OR REPLACE VIEW member_asof AS
WITH
    (SELECT argMax(cycle_days, valid_from) FROM cycle_used FINAL WHERE brand = {brand:String} AND valid_from <= {date:Date}) AS used,
    -- By their place: 1 the window, 2 sum or average, 3 to 5 the cuts, 6 the overlap of stages,
    -- 7 the cycle of who has none, 8 to 10 the bins of R, F and M, 11 what the tiers ask for.
    (
        SELECT
        (
            argMax(rfm_window_days, version), argMax(rfm_monetary, version), argMax(recency_cut, version), argMax(orders_cut, version),
            argMax(money_cut, version), argMax(stage_overlap, version), argMax(fallback_days, version),
            argMax(recency_bins, version), argMax(orders_bins, version), argMax(money_bins, version), argMax(tier_spends, version)
        )
        FROM brand_settings
        WHERE brand = {brand:String}
    ) AS rules,
    if(used > 0, used, rules.7) AS c,
    toInt32({date:Date}) AS today,
    orders AS
    (
        SELECT member_id, date AS bought_on, prev_date, day_last, seq > 0 AS bought_it, revenue - returned AS amount
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND (seq > 0 OR returned != 0 AND member_id != 0) AND date <= {date:Date}
    ),
    bought AS
    (
        SELECT
            member_id,
            minIf(bought_on, bought_it)                                                                      AS first_purchase,
            maxIf(bought_on, bought_it)                                                                      AS last_purchase,
            countIf(bought_it)                                                                               AS purchases,
            uniqExactIf(bought_on, bought_it)                                                                AS purchase_days,
            toDecimal128(sum(amount), 4)                                                                     AS revenue,
            countIf(bought_it AND (rules.1 = 0 OR bought_on > {date:Date} - rules.1))                        AS frequency,
            toDecimal128(sumIf(amount, rules.1 = 0 OR bought_on > {date:Date} - rules.1), 4)                 AS spent,
            toDecimal128(sumIf(amount, bought_on > {date:Date} - 365), 4)                                    AS revenue_365d,
            sumIf(amount, bought_on > {date:Date} - 90)                                                      AS revenue_90d,
            sumIf(amount, bought_on > {date:Date} - 180 AND bought_on <= {date:Date} - 90)                   AS revenue_90d_before,
            arraySort(groupArrayIf(toInt32(bought_on), bought_it AND today - toInt32(bought_on) < 6 * c))    AS near,
            sumIf(toUInt32(bought_on - prev_date), day_last AND prev_date != toDate(0))                      AS gap_days,
            countIf(day_last AND prev_date != toDate(0))                                                     AS gaps,
            today - toInt32(last_purchase)                                                                   AS recency,
            toFloat64(toInt128(spent * 10000)) / (10000 * if(rules.2 = 'average', frequency, 1))             AS money
        FROM orders
        GROUP BY member_id
    ),
    -- A middle can't be had from a window without sorting it again for each of its rows.
    (
        SELECT (quantileExactInclusive(0.5)(recency), quantileExactInclusive(0.5)(frequency), quantileExactInclusive(0.5)(money))
        FROM bought
        WHERE frequency > 0 AND 'median' IN (rules.3, rules.4, rules.5)
    ) AS medians,
    compared AS
    (
        SELECT
            *,
            sum(gap_days) OVER () / sum(gaps) OVER ()                                     AS cycle_mean,
            sum(purchases) OVER buyers                                                    AS all_purchases,
            count() OVER buyers                                                           AS all_buyers,
            toFloat64(sum(revenue) OVER buyers) / all_purchases                           AS mean_value,
            rank() OVER (PARTITION BY purchases > 0 ORDER BY revenue DESC)                AS place,
            if(frequency > 0, count() OVER scored, 0)                                     AS everyone,
            rank() OVER (PARTITION BY frequency > 0 ORDER BY recency DESC) - 1            AS worse_r,
            rank() OVER (PARTITION BY frequency > 0 ORDER BY frequency) - 1               AS worse_f,
            rank() OVER (PARTITION BY frequency > 0 ORDER BY money) - 1                   AS worse_m,
            multiIf
            (
                rules.3 = 'mean', sum(recency) OVER scored / everyone,
                rules.3 = 'median', medians.1,
                toFloat64OrZero(rules.3)
            )                                                                             AS recency_cut,
            multiIf
            (
                rules.4 = 'mean', sum(frequency) OVER scored / everyone,
                rules.4 = 'median', medians.2,
                toFloat64OrZero(rules.4)
            )                                                                             AS frequency_cut,
            multiIf
            (
                rules.5 = 'mean' AND rules.2 = 'average', avg(money) OVER scored,
                rules.5 = 'mean', toFloat64(sum(spent) OVER scored) / everyone,
                rules.5 = 'median', medians.3,
                toFloat64OrZero(rules.5)
            )                                                                             AS money_cut
        FROM bought
        WINDOW buyers AS (PARTITION BY purchases > 0), scored AS (PARTITION BY frequency > 0)
    ),
    interested AS
    (
        SELECT DISTINCT n.member_id AS member_id
        FROM (SELECT node FROM events FINAL WHERE brand = {brand:String} AND date <= {date:Date} AND node != 0
            AND type IN ('page_view', 'product_view', 'add_to_cart', 'login', 'message_click', 'message_clicked')) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = e.node
    ),
    -- The first day, at a threshold of one of the last purchases, on which the stage is another.
    arrayFirst
    (
        step -> step.2 != toString(s.stage),
        arraySort(arrayMap
        (
            at ->
            (
                at,
                multiIf
                (
                    rules.6 = 'history'
                        AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, b.near) >= 2
                        AND arrayCount(d -> at - d < c, b.near) = 0,                            'sleep',
                    rules.6 = 'history'
                        AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, b.near) = 1
                        AND arrayCount(d -> at - d < c, b.near) = 0,                            'lost',
                    arrayCount(d -> at - d < 3 * c, b.near) >= 2,                               'active',
                    arrayCount(d -> at - d < 3 * c, b.near) = 1,                                'new',
                    arrayCount(d -> at - d < 6 * c, b.near) >= 2,                               'sleep',
                    arrayCount(d -> at - d < 6 * c, b.near) = 1,                                'lost',
                    'deep'
                )
            ),
            arrayFilter
            (
                at -> at > today,
                arrayConcat
                (
                    arrayMap(d -> d + toInt32(ceil(c)), b.near),
                    arrayMap(d -> d + toInt32(ceil(3 * c)), b.near),
                    arrayMap(d -> d + toInt32(ceil(6 * c)), b.near)
                )
            )
        ))
    ) AS next
SELECT
    s.member_id                                                                      AS member_id,
    if(b.purchases = 0, NULL, toNullable(b.first_purchase))                          AS first_purchase,
    if(b.purchases = 0, NULL, toNullable(b.last_purchase))                           AS last_purchase,
    b.purchases                                                                      AS purchases,
    b.purchase_days                                                                  AS purchase_days,
    b.revenue                                                                        AS revenue,
    if(b.purchases = 0, NULL, toNullable(today - toInt32(b.last_purchase)))          AS recency_days,
    b.frequency                                                                      AS frequency,
    if(b.everyone = 0, NULL, toNullable(b.money))                                    AS monetary,
    multiIf
    (
        b.everyone = 0, NULL,
        notEmpty(rules.8), toNullable(toUInt8(5 - arrayCount(bin -> b.recency > bin, rules.8))),
        toNullable(toUInt8(1 + intDiv(5 * b.worse_r, b.everyone)))
    )                                                                                AS r_score,
    multiIf
    (
        b.everyone = 0, NULL,
        notEmpty(rules.9), toNullable(toUInt8(1 + arrayCount(bin -> b.frequency >= bin, rules.9))),
        toNullable(toUInt8(1 + intDiv(5 * b.worse_f, b.everyone)))
    )                                                                                AS f_score,
    multiIf
    (
        b.everyone = 0, NULL,
        notEmpty(rules.10), toNullable(toUInt8(1 + arrayCount(bin -> b.money >= bin, rules.10))),
        toNullable(toUInt8(1 + intDiv(5 * b.worse_m, b.everyone)))
    )                                                                                AS m_score,
    if
    (
        b.everyone = 0,
        '',
        transform
        (
            4 * (b.recency <= b.recency_cut) + 2 * (b.frequency >= b.frequency_cut) + (b.money >= b.money_cut),
            [7, 5, 6, 4, 3, 2, 1, 0],
            ['rfm_vip', 'rfm_attention', 'rfm_frequent', 'rfm_developing', 'rfm_keep', 'rfm_maintain', 'rfm_winback', 'rfm_dormant'],
            ''
        )
    )                                                                                AS rfm_class,
    c                                                                                AS cycle_days,
    toString(s.stage)                                                                AS stage,
    s.valid_from                                                                     AS stage_since,
    toString(s.stage_before)                                                         AS stage_before,
    next.2                                                                           AS stage_next,
    if(next.1 = 0, NULL, toNullable(toDate(next.1)))                                 AS stage_next_on,
    multiIf
    (
        b.purchases = 0, 'acquired',
        s.stage = 'deep', 'churned',
        b.purchases = 1, 'activated',
        b.revenue_90d_before > 0 AND toFloat64(b.revenue_90d) >= 1.2 * toFloat64(b.revenue_90d_before), 'growing',
        'retained'
    )                                                                                AS life_phase,
    multiIf
    (
        b.purchases = 0, '',
        s.stage IN ('lost', 'deep'), 'churned',
        b.purchases >= b.all_purchases / b.all_buyers AND toFloat64(b.revenue) / b.purchases >= b.mean_value, 'high',
        b.purchases >= b.all_purchases / b.all_buyers, 'potential',
        'low'
    )                                                                                AS value_tier,
    multiIf
    (
        b.purchases >= 2 AND today - toInt32(b.last_purchase) < b.cycle_mean, 'L',
        b.purchases >= 1, 'P',
        s.member_id IN (SELECT member_id FROM interested), 'I',
        'A'
    )                                                                                AS aipl,
    f.p_alive                                                                        AS p_alive,
    f.expected_14d                                                                   AS expected_14d,
    f.clv_365d                                                                       AS clv_365d,
    f.next_purchase                                                                  AS next_purchase,
    nullIf(toString(g.preferred_channel), '')                                        AS preferred_channel,
    arrayDistinct(arrayConcat
    (
        arrayFilter
        (
            tag -> tag != '',
            [
                if(g.born_in_month, 'birthday_month', ''),
                if(g.registered_in_month, 'registered_this_month', ''),
                if(g.cart_on > b.last_purchase, 'cart_abandoned', ''),
                if(ifNull(next_purchase BETWEEN {date:Date} AND {date:Date} + 3, false), 'repurchase_due', ''),
                if(b.purchases > 0 AND b.first_purchase > {date:Date} - 7, 'first_purchase_7d', ''),
                if(value_tier = 'high', 'high_value', ''),
                if(ifNull(f.at_risk, false), 'at_risk', ''),
                if(arrayExists(spend -> b.revenue_365d < spend AND 10 * b.revenue_365d >= 9 * spend, rules.11), 'near_upgrade', ''),
                if(g.points_expire, 'points_expiring', ''),
                if(g.spoke AND b.purchases > 0 AND 10 * (b.place - 1) < b.all_buyers, 'seed_member', ''),
                if(g.open_ticket, 'has_open_ticket', '')
            ]
        ),
        g.own_tags
    ))                                                                               AS tags
FROM
(
    SELECT member_id, stage, stage_before, valid_from
    FROM stage_intervals FINAL
    WHERE brand = {brand:String} AND valid_from <= {date:Date} AND valid_to > {date:Date}
) AS s
LEFT JOIN compared AS b ON b.member_id = s.member_id
LEFT JOIN (SELECT * FROM member_signs(brand = {brand:String}, date = {date:Date})) AS g ON g.member_id = s.member_id
LEFT JOIN (SELECT * FROM member_prediction(brand = {brand:String}, date = {date:Date})) AS f ON f.member_id = s.member_id;
