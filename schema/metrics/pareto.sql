-- Pareto: how much of the revenue the best fifth of the buyers brings.
--
-- metrics   pareto_top20_share
-- defined   of the buyers of the last 365 days, the top ceil(n / 5) by revenue:
--           their share of the buyers' revenue
-- source    [80/20]
-- class     related
-- scopes    brand
-- windows   365d
-- restates  365d
-- unit      ratio
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    changes AS
    (
        SELECT
            member_id,
            toInt32({from:Date})    AS day,
            purchases_365d          AS orders,
            revenue_365d            AS revenue
        FROM {starts:Identifier}

        UNION ALL

        SELECT member_id, change.1, sum(change.2), sum(change.3)
        FROM {facts:Identifier}
        ARRAY JOIN
        [
            (toInt32(date),       toInt64(1),  toDecimal128(revenue, 4)),
            (toInt32(date) + 365, toInt64(-1), -toDecimal128(revenue, 4))
        ] AS change
        WHERE seq > 0 AND (date BETWEEN {from:Date} + 1 AND {to:Date} OR date BETWEEN {from:Date} - 364 AND {to:Date} - 365)
            AND change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY member_id, change.1
    ),
    stretches AS
    (
        SELECT
            day                                                                     AS begins,
            least(leadInFrame(day, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)  AS ends,
            sum(orders) OVER until_then                                             AS orders,
            sum(revenue) OVER until_then                                            AS revenue
        FROM changes
        WINDOW
            until_then AS (PARTITION BY member_id ORDER BY day),
            in_time AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    buyers AS
    (
        SELECT
            day,
            arrayReverseSort(groupArray(revenue))                                   AS spent,
            arraySum(spent)                                                         AS everyone,
            arraySum(arraySlice(spent, 1, toUInt64(ceil(length(spent) / 5))))       AS best
        FROM
        (
            SELECT arrayJoin(range(begins, ends)) AS day, revenue
            FROM stretches
            WHERE orders > 0 AND begins < ends
        )
        GROUP BY day
    )
SELECT
    {brand:String},
    toDate(d.day),
    'brand',
    'pareto_top20_share',
    '365d',
    if(b.everyone = 0, NULL, toFloat64(b.best) / toFloat64(b.everyone)),
    toDecimal128(b.best, 4),
    toDecimal128(b.everyone, 4),
    {generation:UInt64}
FROM (SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)) AS day) AS d
LEFT JOIN buyers AS b ON b.day = d.day;
