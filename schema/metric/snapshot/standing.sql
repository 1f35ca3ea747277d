-- How members stand on the three axes of RFM: stretches of dates [begins, ends),
-- as day numbers, on which a member has a purchase in rfm.window (frequency) or in
-- the last 365 days and in which the last purchase, their number, their money and
-- the purchases and revenue of 365 days stay the same, from where they start the
-- range.
--
-- Money is what was bought less what was returned, and may be below 0. An average is one
-- division of whole numbers, so that equal ones are equal. The levels group money and
-- revenue, in their order.
CREATE TABLE {standing:Identifier}
(
    begins         Int64,
    ends           Int64,
    last_day       Int32,
    frequency      Int64,
    spent          Decimal(38, 4),
    money          Float64,
    purchases_365d Int64,
    revenue_365d   Decimal(38, 4),
    money_level    UInt64,
    revenue_level  UInt64
)
ENGINE = MergeTree
ORDER BY tuple()
AS
WITH
    /* fragments/level_of.sql */ AS level_of,
    changes AS
    (
        SELECT
            member_id,
            toInt32({from:Date})    AS day,
            last_day                AS bought,
            purchases_rfm           AS orders,
            revenue_rfm             AS money,
            purchases_365d          AS bought_365d,
            revenue_365d            AS revenue
        FROM {starts:Identifier}

        UNION ALL

        SELECT member_id, change.1, max(change.2), sum(change.3), sum(change.4), sum(change.5), sum(change.6)
        FROM
        (
            SELECT member_id, toInt32(date) AS day, toInt64(seq > 0) AS orders, toDecimal128(revenue - returned, 4) AS revenue
            FROM {facts:Identifier}
            WHERE /* fragments/of_revenue.sql */
                AND
                (
                    date BETWEEN {from:Date} + 1 AND {to:Date}
                    OR date BETWEEN {from:Date} - 364 AND {to:Date} - 365
                    OR ({window_days:Int32} > 0 AND date BETWEEN {from:Date} + 1 - {window_days:Int32} AND {to:Date} - {window_days:Int32})
                )
        )
        ARRAY JOIN arrayConcat
        (
            [(day, if(orders > 0, day, 0), orders, revenue, orders, revenue)],
            [(day + 365, 0, toInt64(0), toDecimal128(0, 4), -orders, -revenue)],
            if({window_days:Int32} > 0, [(day + {window_days:Int32}, 0, -orders, -revenue, toInt64(0), toDecimal128(0, 4))], [])
        ) AS change
        WHERE change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY member_id, change.1
    ),
    stretches AS
    (
        SELECT
            member_id,
            day                                                                      AS begins,
            least(leadInFrame(day, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)   AS ends,
            max(bought) OVER until_then                                              AS last_day,
            sum(orders) OVER until_then                                              AS frequency,
            sum(money) OVER until_then                                               AS spent,
            sum(bought_365d) OVER until_then                                         AS purchases_365d,
            sum(revenue) OVER until_then                                             AS revenue_365d
        FROM changes
        WINDOW
            until_then AS (PARTITION BY member_id ORDER BY day),
            in_time AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    begins,
    ends,
    toInt32(last_day)                                                                AS last_day,
    frequency,
    spent,
    toFloat64(toInt128(spent * 10000)) / (10000 * if({monetary:String} = 'average', greatest(frequency, 1), 1)) AS money,
    purchases_365d,
    revenue_365d,
    level_of(money)                                                                  AS money_level,
    level_of(toFloat64(revenue_365d))                                                AS revenue_level
FROM stretches
WHERE begins < ends AND (frequency > 0 OR purchases_365d > 0);
