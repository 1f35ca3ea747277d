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
-- every day. So members stand as stretches (standing.sql). For each level of an
-- axis (money has levels of less than 0.4 % each) there are runs of dates on which
-- it is high or low, and a stretch is parted where such a run ends; only a level of
-- money in which a cut lies is looked at on each date.
--
-- The mean of averages and medians are the exception: there each date looks at the
-- stretches that cover it.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    toInt32({from:Date}) AS first_day,
    standing AS
    (
        SELECT
            begins, ends, last_day, frequency, money, spent, revenue_365d,
            bitShiftRight(reinterpretAsUInt64(money), 44)                                    AS level
        FROM {standing:Identifier}
        WHERE frequency > 0
    ),
    daily AS
    (
        SELECT
            day,
            quantileExactInclusiveIf(0.5)(day - last_day, {recency_cut:String} = 'median')   AS recency,
            quantileExactInclusiveIf(0.5)(frequency, {orders_cut:String} = 'median')         AS orders,
            quantileExactInclusiveIf(0.5)(money, {money_cut:String} = 'median')              AS money_median,
            avg(money)                                                                       AS money_mean
        FROM (SELECT arrayJoin(range(begins, ends)) AS day, last_day, frequency, money FROM standing)
        WHERE 'median' IN ({recency_cut:String}, {orders_cut:String}, {money_cut:String})
            OR {monetary:String} = 'average' AND {money_cut:String} = 'mean'
        GROUP BY day
    ),
    sums AS
    (
        SELECT
            day,
            sum(sum(members)) OVER until_then                                                AS members,
            sum(sum(last_days)) OVER until_then                                              AS last_days,
            sum(sum(orders)) OVER until_then                                                 AS orders,
            sum(sum(spent)) OVER until_then                                                  AS spent
        FROM
        (
            SELECT
                change.1 AS day, toInt64(sum(change.2)) AS members, toInt64(sum(change.2 * last_day)) AS last_days,
                toInt64(sum(change.2 * frequency)) AS orders, toDecimal128(sum(change.2 * standing.spent), 4) AS spent
            FROM standing
            ARRAY JOIN [(begins, 1), (ends, -1)] AS change
            GROUP BY change.1
            UNION ALL
            SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0), toInt64(0), toInt64(0), toDecimal128(0, 4)
        )
        GROUP BY day
        WINDOW until_then AS (ORDER BY day)
    ),
    (
        SELECT arraySort(groupArray((day, recency_cut, orders_cut, money_cut)))
        FROM
        (
            SELECT
                s.day                                                                        AS day,
                multiIf
                (
                    {recency_cut:String} = 'mean', (s.day * s.members - s.last_days) / s.members,
                    {recency_cut:String} = 'median', d.recency,
                    toFloat64OrZero({recency_cut:String})
                )                                                                            AS recency_cut,
                multiIf
                (
                    {orders_cut:String} = 'mean', s.orders / s.members,
                    {orders_cut:String} = 'median', d.orders,
                    toFloat64OrZero({orders_cut:String})
                )                                                                            AS orders_cut,
                multiIf
                (
                    {money_cut:String} = 'mean' AND {monetary:String} = 'average', d.money_mean,
                    {money_cut:String} = 'mean', toFloat64(s.spent) / s.members,
                    {money_cut:String} = 'median', d.money_median,
                    toFloat64OrZero({money_cut:String})
                )                                                                            AS money_cut
            FROM sums AS s
            LEFT JOIN daily AS d ON d.day = s.day
            WHERE s.day <= toInt32({to:Date})
        )
    ) AS cuts,
    -- Whether a level is high on each date: 1 or 0; 2 where the cut lies in it.
    highs AS
    (
        SELECT
            axis,
            level,
            arrayFilter((i, high, before) -> i = 1 OR high != before, arrayEnumerate(highs), highs, arrayPushFront(arrayPopBack(highs), 0)) AS turns,
            first_day + turn - 1                                                             AS since,
            first_day + next - 1                                                             AS until,
            highs[turn]                                                                      AS high
        FROM
        (
            SELECT 'r' AS axis, toUInt64(last_day) AS level, arrayMap(c -> toUInt8(c.1 - last_day <= c.2), cuts) AS highs
            FROM (SELECT DISTINCT last_day FROM standing)
            UNION ALL
            SELECT 'f', toUInt64(frequency), arrayMap(c -> toUInt8(frequency >= c.3), cuts)
            FROM (SELECT DISTINCT frequency FROM standing)
            UNION ALL
            SELECT 'm', level, arrayMap(c -> multiIf(floor >= c.4, 1, ceiling <= c.4, 0, 2), cuts)
            FROM
            (
                SELECT
                    level,
                    reinterpretAsFloat64(bitShiftLeft(level, 44))                            AS floor,
                    reinterpretAsFloat64(bitShiftLeft(level + 1, 44))                        AS ceiling
                FROM (SELECT DISTINCT level FROM standing)
            )
        )
        ARRAY JOIN turns AS turn, arrayPushBack(arrayPopFront(turns), length(highs) + 1) AS next
    ),
    by_recency AS
    (
        SELECT
            greatest(s.begins, k.since)                                                      AS since,
            least(s.ends, k.until)                                                           AS until,
            s.frequency                                                                      AS frequency,
            s.level                                                                          AS level,
            s.money                                                                          AS money,
            s.revenue_365d                                                                   AS revenue,
            4 * k.high                                                                       AS highs
        FROM standing AS s
        INNER JOIN (SELECT toInt32(level) AS last_day, since, until, high FROM highs WHERE axis = 'r') AS k ON k.last_day = s.last_day
        WHERE greatest(s.begins, k.since) < least(s.ends, k.until)
    ),
    by_orders AS
    (
        SELECT
            greatest(s.since, k.since)                                                       AS since,
            least(s.until, k.until)                                                          AS until,
            s.level                                                                          AS level,
            s.money                                                                          AS money,
            s.revenue                                                                        AS revenue,
            s.highs + 2 * k.high                                                             AS highs
        FROM by_recency AS s
        INNER JOIN (SELECT toInt64(level) AS frequency, since, until, high FROM highs WHERE axis = 'f') AS k ON k.frequency = s.frequency
        WHERE greatest(s.since, k.since) < least(s.until, k.until)
    ),
    by_money AS
    (
        SELECT
            greatest(s.since, k.since)                                                       AS since,
            least(s.until, k.until)                                                          AS until,
            s.money                                                                          AS money,
            s.revenue                                                                        AS revenue,
            s.highs                                                                          AS highs,
            k.high                                                                           AS high
        FROM by_orders AS s
        INNER JOIN (SELECT level, since, until, high FROM highs WHERE axis = 'm') AS k ON k.level = s.level
        WHERE greatest(s.since, k.since) < least(s.until, k.until)
    ),
    turns AS
    (
        SELECT highs, change.1 AS at, toInt64(sum(change.2)) AS members, sum(change.3) AS revenue
        FROM
        (
            SELECT
                s.highs + if(s.high = 2, s.money >= cuts[day - first_day + 1].4, s.high)     AS highs,
                day                                                                          AS since,
                if(s.high = 2, day + 1, s.until)                                             AS until,
                s.revenue                                                                    AS revenue
            FROM by_money AS s
            ARRAY JOIN if(s.high = 2, range(s.since, s.until), [s.since]) AS day
        )
        ARRAY JOIN [(since, 1, revenue), (until, -1, -revenue)] AS change
        GROUP BY highs, change.1

        UNION ALL

        SELECT highs, arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0), toDecimal128(0, 4)
        FROM (SELECT arrayJoin([7, 5, 6, 4, 3, 2, 1, 0]) AS highs)
    ),
    classes AS
    (
        SELECT
            at                                                                               AS day,
            transform
            (
                highs,
                [7, 5, 6, 4, 3, 2, 1, 0],
                ['vip', 'attention', 'frequent', 'developing', 'keep', 'maintain', 'winback', 'dormant'],
                ''
            )                                                                                AS class,
            toDecimal128(sum(sum(members)) OVER until_then, 4)                               AS members,
            toDecimal128(sum(sum(revenue)) OVER until_then, 4)                               AS revenue
        FROM turns
        GROUP BY highs, at
        WINDOW until_then AS (PARTITION BY highs ORDER BY at)
    )
SELECT {brand:String}, toDate(day), 'brand', m.1, 'day', toFloat64(m.2), m.2, {generation:UInt64}
FROM classes
ARRAY JOIN [(concat('rfm_', class), members), (concat('rfm_revenue_', class), revenue)] AS m
WHERE day <= toInt32({to:Date});
