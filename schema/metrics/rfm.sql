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
-- every day. So members stand as stretches (standing.sql), and each date looks at
-- those that cover it.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    daily AS
    (
        SELECT
            arrayJoin(range(begins, ends))                                                   AS day,
            day - last_day                                                                   AS recency,
            frequency,
            money,
            spent,
            revenue_365d
        FROM {standing:Identifier}
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
