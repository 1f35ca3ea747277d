-- member_asof: what a member has spent, everywhere in it, is what was bought less what
-- was returned without naming an order that is known, each by its own date: revenue,
-- monetary and m_score, rfm_class, life_phase, value_tier, and the tags of them. It may
-- be below zero; of who only returned something it is all there is. A return is no
-- purchase: it moves no stage, no recency and no frequency, and predictions stand on
-- what was bought. Otherwise the view is as it was.
CREATE OR REPLACE VIEW member_asof AS
WITH
    (SELECT argMax(cycle_days, valid_from) FROM cycle_used FINAL WHERE brand = {brand:String} AND valid_from <= {date:Date}) AS used,
    (
        SELECT (rfm_window_days, rfm_monetary, recency_cut, orders_cut, money_cut, stage_overlap, fallback_days)
        FROM brand_settings FINAL
        WHERE brand = {brand:String}
        LIMIT 1
    ) AS rules,
    if(used > 0, used, rules.7) AS c,
    (
        SELECT (argMax(recency_bins, version), argMax(orders_bins, version), argMax(money_bins, version))
        FROM brand_settings
        WHERE brand = {brand:String}
    ) AS bins,
    (SELECT argMax(tier_spends, version) FROM brand_settings WHERE brand = {brand:String}) AS tier_spends,
    toInt32({date:Date}) AS today,
    orders AS
    (
        SELECT member_id, date AS bought_on, prev_date, day_last, seq > 0 AS bought_it, revenue - returned AS amount
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND (seq > 0 OR returned != 0 AND member_id != 0) AND date <= {date:Date}
    ),
    (SELECT sum(toUInt32(bought_on - prev_date)) / count() FROM orders WHERE day_last AND prev_date != toDate(0)) AS cycle_mean,
    bought AS
    (
        SELECT
            member_id,
            minIf(bought_on, bought_it)                                                   AS first_purchase,
            maxIf(bought_on, bought_it)                                                   AS last_purchase,
            countIf(bought_it)                                                       AS purchases,
            uniqExactIf(bought_on, bought_it)                                             AS purchase_days,
            toDecimal128(sum(amount), 4)                                            AS revenue,
            countIf(bought_it AND (rules.1 = 0 OR bought_on > {date:Date} - rules.1))     AS frequency,
            toDecimal128(sumIf(amount, rules.1 = 0 OR bought_on > {date:Date} - rules.1), 4) AS spent,
            toDecimal128(sumIf(amount, bought_on > {date:Date} - 365), 4)                AS revenue_365d,
            sumIf(amount, bought_on > {date:Date} - 90)                                  AS revenue_90d,
            sumIf(amount, bought_on > {date:Date} - 180 AND bought_on <= {date:Date} - 90)    AS revenue_90d_before,
            arraySort(groupArrayIf(toInt32(bought_on), bought_it AND today - toInt32(bought_on) < 6 * c)) AS near
        FROM orders
        GROUP BY member_id
    ),
    scored AS
    (
        SELECT
            member_id,
            today - toInt32(last_purchase)                                           AS recency,
            toFloat64(toInt128(spent * 10000)) / (10000 * if(rules.2 = 'average', frequency, 1)) AS money,
            count() OVER ()                                                          AS everyone,
            rank() OVER (ORDER BY recency DESC) - 1                                  AS worse_r,
            rank() OVER (ORDER BY frequency) - 1                                     AS worse_f,
            rank() OVER (ORDER BY money) - 1                                         AS worse_m,
            frequency
        FROM bought
        WHERE frequency > 0
    ),
    (
        SELECT
        (
            multiIf(rules.3 = 'mean', sum(recency) / count(), rules.3 = 'median', quantileExactInclusive(0.5)(recency), toFloat64OrZero(rules.3)),
            multiIf(rules.4 = 'mean', sum(frequency) / count(), rules.4 = 'median', quantileExactInclusive(0.5)(frequency), toFloat64OrZero(rules.4)),
            multiIf
            (
                rules.5 = 'mean' AND rules.2 = 'average', avg(money),
                rules.5 = 'mean', (SELECT toFloat64(sum(spent)) / count() FROM bought WHERE frequency > 0),
                rules.5 = 'median', quantileExactInclusive(0.5)(money),
                toFloat64OrZero(rules.5)
            )
        )
        FROM scored
    ) AS cuts,
    (SELECT (sum(purchases) / count(), toFloat64(sum(revenue)) / sum(purchases)) FROM bought WHERE purchases > 0) AS brand_means,
    interested AS
    (
        SELECT DISTINCT n.member_id AS member_id
        FROM (SELECT node FROM events FINAL WHERE brand = {brand:String} AND date <= {date:Date} AND node != 0
            AND type IN ('page_view', 'product_view', 'add_to_cart', 'login', 'message_click', 'message_clicked')) AS e
        INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String} AND member_id != 0) AS n ON n.node = e.node
    ),
    paths AS
    (
        SELECT
            member_id,
            arrayFirst
            (
                s -> s.2 != now_in,
                arraySort(arrayMap
                (
                    at ->
                    (
                        at,
                        multiIf
                        (
                            rules.6 = 'history'
                                AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) >= 2
                                AND arrayCount(d -> at - d < c, near) = 0,                            'sleep',
                            rules.6 = 'history'
                                AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) = 1
                                AND arrayCount(d -> at - d < c, near) = 0,                            'lost',
                            arrayCount(d -> at - d < 3 * c, near) >= 2,                               'active',
                            arrayCount(d -> at - d < 3 * c, near) = 1,                                'new',
                            arrayCount(d -> at - d < 6 * c, near) >= 2,                               'sleep',
                            arrayCount(d -> at - d < 6 * c, near) = 1,                                'lost',
                            'deep'
                        )
                    ),
                    arrayFilter
                    (
                        at -> at > today,
                        arrayConcat
                        (
                            arrayMap(d -> d + toInt32(ceil(c)), near),
                            arrayMap(d -> d + toInt32(ceil(3 * c)), near),
                            arrayMap(d -> d + toInt32(ceil(6 * c)), near)
                        )
                    )
                ))
            ) AS next
        FROM
        (
            SELECT b.member_id AS member_id, b.near AS near, toString(s.stage) AS now_in
            FROM (SELECT member_id, near FROM bought WHERE purchases > 0) AS b
            INNER JOIN
            (
                SELECT member_id, stage
                FROM stage_intervals FINAL
                WHERE brand = {brand:String} AND valid_from <= {date:Date} AND valid_to > {date:Date}
            ) AS s ON s.member_id = b.member_id
        )
    )
SELECT
    s.member_id                                                                      AS member_id,
    if(b.purchases = 0, NULL, toNullable(b.first_purchase))                          AS first_purchase,
    if(b.purchases = 0, NULL, toNullable(b.last_purchase))                           AS last_purchase,
    b.purchases                                                                      AS purchases,
    b.purchase_days                                                                  AS purchase_days,
    b.revenue                                                                        AS revenue,
    if(b.purchases = 0, NULL, toNullable(today - toInt32(b.last_purchase)))          AS recency_days,
    b.frequency                                                                      AS frequency,
    if(r.everyone = 0, NULL, toNullable(r.money))                                    AS monetary,
    multiIf
    (
        r.everyone = 0, NULL,
        notEmpty(bins.1), toNullable(toUInt8(5 - arrayCount(bin -> r.recency > bin, bins.1))),
        toNullable(toUInt8(1 + intDiv(5 * r.worse_r, r.everyone)))
    )                                                                                AS r_score,
    multiIf
    (
        r.everyone = 0, NULL,
        notEmpty(bins.2), toNullable(toUInt8(1 + arrayCount(bin -> r.frequency >= bin, bins.2))),
        toNullable(toUInt8(1 + intDiv(5 * r.worse_f, r.everyone)))
    )                                                                                AS f_score,
    multiIf
    (
        r.everyone = 0, NULL,
        notEmpty(bins.3), toNullable(toUInt8(1 + arrayCount(bin -> r.money >= bin, bins.3))),
        toNullable(toUInt8(1 + intDiv(5 * r.worse_m, r.everyone)))
    )                                                                                AS m_score,
    if
    (
        r.everyone = 0,
        '',
        transform
        (
            4 * (r.recency <= cuts.1) + 2 * (r.frequency >= cuts.2) + (r.money >= cuts.3),
            [7, 5, 6, 4, 3, 2, 1, 0],
            ['rfm_vip', 'rfm_attention', 'rfm_frequent', 'rfm_developing', 'rfm_keep', 'rfm_maintain', 'rfm_winback', 'rfm_dormant'],
            ''
        )
    )                                                                                AS rfm_class,
    c                                                                                AS cycle_days,
    toString(s.stage)                                                                AS stage,
    s.valid_from                                                                     AS stage_since,
    toString(s.stage_before)                                                         AS stage_before,
    p.next.2                                                                         AS stage_next,
    if(p.next.1 = 0, NULL, toNullable(toDate(p.next.1)))                             AS stage_next_on,
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
        b.purchases >= brand_means.1 AND toFloat64(b.revenue) / b.purchases >= brand_means.2, 'high',
        b.purchases >= brand_means.1, 'potential',
        'low'
    )                                                                                AS value_tier,
    multiIf
    (
        b.purchases >= 2 AND today - toInt32(b.last_purchase) < cycle_mean, 'L',
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
                if(arrayExists(spend -> b.revenue_365d < spend AND 10 * b.revenue_365d >= 9 * spend, tier_spends), 'near_upgrade', ''),
                if(g.points_expire, 'points_expiring', ''),
                if(g.spoke AND b.purchases > 0 AND 10 * (b.place - 1) < b.buyers, 'seed_member', ''),
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
LEFT JOIN (SELECT *, rank() OVER (PARTITION BY purchases > 0 ORDER BY revenue DESC) AS place, count() OVER (PARTITION BY purchases > 0) AS buyers FROM bought) AS b
    ON b.member_id = s.member_id
LEFT JOIN scored AS r ON r.member_id = s.member_id
LEFT JOIN paths AS p ON p.member_id = s.member_id
LEFT JOIN (SELECT * FROM member_signs(brand = {brand:String}, date = {date:Date})) AS g ON g.member_id = s.member_id
LEFT JOIN (SELECT * FROM member_prediction(brand = {brand:String}, date = {date:Date})) AS f ON f.member_id = s.member_id;
