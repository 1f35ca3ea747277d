-- RFM classes: members and their revenue by recency, frequency and money.
--
-- metrics   rfm_<class>, rfm_revenue_<class>
-- defined   over the members with a purchase in rfm.window as of the date: R high
--           = days since the last purchase <= cut, F high = purchases >= cut, M
--           high = money (total, or average per purchase) >= cut; a cut is the
--           mean, the median or a number. Classes in the order R F M: vip HHH,
--           attention HLH, frequent HHL, developing HLL, keep LHH, maintain LHL,
--           winback LLH, dormant LLL. Revenue is that of the last 365 days.
-- source    [RFM], [三大模型: 自定義區間]
-- class     core
-- scopes    brand
-- windows   day
-- restates  asof
-- unit      members; currency for rfm_revenue_<class>
--
-- A member's frequency, money and 365-day revenue are constant between purchases
-- and the days on which purchases leave a window; only recency and the cuts move
-- every day. So members stand as stretches, from where they start the range, and
-- each date looks at those that cover it.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    changes AS
    (
        SELECT
            member_id,
            toInt32({from:Date})    AS day,
            last_day                AS bought,
            purchases_rfm           AS orders,
            revenue_rfm             AS money,
            revenue_365d            AS revenue
        FROM {starts:Identifier}

        UNION ALL

        SELECT member_id, change.1, max(change.2), sum(change.3), sum(change.4), sum(change.5)
        FROM
        (
            SELECT member_id, toInt32(date) AS day, toInt64(1) AS orders, toDecimal128(revenue, 4) AS revenue
            FROM {facts:Identifier}
            WHERE seq > 0
                AND
                (
                    date BETWEEN {from:Date} + 1 AND {to:Date}
                    OR date BETWEEN {from:Date} - 364 AND {to:Date} - 365
                    OR ({window_days:Int32} > 0 AND date BETWEEN {from:Date} + 1 - {window_days:Int32} AND {to:Date} - {window_days:Int32})
                )
        )
        ARRAY JOIN arrayConcat
        (
            [(day, day, orders, revenue, revenue)],
            [(day + 365, 0, toInt64(0), toDecimal128(0, 4), -revenue)],
            if({window_days:Int32} > 0, [(day + {window_days:Int32}, 0, -orders, -revenue, toDecimal128(0, 4))], [])
        ) AS change
        WHERE change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY member_id, change.1
    ),
    stretches AS
    (
        SELECT
            member_id,
            day                                                                              AS begins,
            least(leadInFrame(day, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)           AS ends,
            max(bought) OVER until_then                                                      AS last_day,
            sum(orders) OVER until_then                                                      AS frequency,
            sum(money) OVER until_then                                                       AS spent,
            sum(revenue) OVER until_then                                                     AS revenue_365d
        FROM changes
        WINDOW
            until_then AS (PARTITION BY member_id ORDER BY day),
            in_time AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    daily AS
    (
        SELECT
            arrayJoin(range(begins, ends))                                                   AS day,
            day - last_day                                                                   AS recency,
            frequency,
            if({monetary:String} = 'average', toFloat64(spent) / frequency, toFloat64(spent)) AS money,
            spent,
            revenue_365d
        FROM stretches
        WHERE begins < ends AND frequency > 0
    ),
    cuts AS
    (
        SELECT
            day,
            multiIf
            (
                {recency_cut:String} = 'mean', sum(recency) / count(),
                {recency_cut:String} = 'median', quantileExactInclusive(0.5)(recency),
                toFloat64OrZero({recency_cut:String})
            )                                                                                AS recency_cut,
            multiIf
            (
                {orders_cut:String} = 'mean', sum(frequency) / count(),
                {orders_cut:String} = 'median', quantileExactInclusive(0.5)(frequency),
                toFloat64OrZero({orders_cut:String})
            )                                                                                AS orders_cut,
            multiIf
            (
                {money_cut:String} = 'mean' AND {monetary:String} = 'average', avg(money),
                {money_cut:String} = 'mean', toFloat64(sum(spent)) / count(),
                {money_cut:String} = 'median', quantileExactInclusive(0.5)(money),
                toFloat64OrZero({money_cut:String})
            )                                                                                AS money_cut
        FROM daily
        GROUP BY day
    ),
    classes AS
    (
        SELECT
            d.day                                                                            AS day,
            transform
            (
                4 * (d.recency <= c.recency_cut) + 2 * (d.frequency >= c.orders_cut) + (d.money >= c.money_cut),
                [7, 5, 6, 4, 3, 2, 1, 0],
                ['vip', 'attention', 'frequent', 'developing', 'keep', 'maintain', 'winback', 'dormant'],
                ''
            )                                                                                AS class,
            toDecimal128(count(), 4)                                                         AS members,
            toDecimal128(sum(d.revenue_365d), 4)                                             AS revenue
        FROM daily AS d
        INNER JOIN cuts AS c ON c.day = d.day
        GROUP BY d.day, class

        UNION ALL

        SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), class, toDecimal128(0, 4), toDecimal128(0, 4)
        FROM (SELECT arrayJoin(['vip', 'attention', 'frequent', 'developing', 'keep', 'maintain', 'winback', 'dormant']) AS class)
    )
SELECT {brand:String}, toDate(day), 'brand', m.1, 'day', toFloat64(m.2), m.2, {generation:UInt64}
FROM
(
    SELECT day, class, sum(members) AS members, sum(revenue) AS revenue
    FROM classes
    GROUP BY day, class
)
ARRAY JOIN [(concat('rfm_', class), members), (concat('rfm_revenue_', class), revenue)] AS m;
