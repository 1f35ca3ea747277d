/*---
title: "Cohorts: a month's first-time buyers, and how many of them buy in each month after it"
table: cohort_retention
defined: >-
  month 0 is the cohort itself; months run to that of the last date (partial); months without buyers
  are rows with 0. As of the last date of the range. Members, orders and revenue in the brand's
  currency, less what the cohort's members returned in the month without naming an order.
source: "[Retention: Cohort]"
restates: asof
---*/
INSERT INTO cohort_rows (brand, date, cohort_month, month_index, cohort_size, members, orders, revenue, generation)
WITH
    months AS
    (
        SELECT cohort_month, month_index, toUInt64(sum(m.members)) AS members, toUInt64(sum(m.orders)) AS orders, toDecimal128(sum(m.revenue), 4) AS revenue
        FROM
        (
            SELECT
                toStartOfMonth(first_date)                                                    AS cohort_month,
                dateDiff('month', toStartOfMonth(first_date), toStartOfMonth(date))           AS month_index,
                -- Each member once: at the last purchase day of the month, as of the date.
                countIf(day_last AND (next_date > {to:Date} OR toStartOfMonth(next_date) != toStartOfMonth(date))) AS members,
                count()                                                                       AS orders,
                toDecimal128(sum(revenue), 4)                                                 AS revenue
            FROM {facts:Identifier}
            WHERE seq > 0 AND date <= {to:Date}
            GROUP BY cohort_month, month_index

            UNION ALL

            SELECT toStartOfMonth(first_date), dateDiff('month', toStartOfMonth(first_date), toStartOfMonth(date)), 0, 0, toDecimal128(-returned, 4)
            FROM {returns:Identifier}
        ) AS m
        GROUP BY cohort_month, month_index
    ),
    cohorts AS
    (
        SELECT arrayJoin(arrayMap
        (
            n -> addMonths(first_month, n),
            range(toUInt32(dateDiff('month', first_month, toStartOfMonth({to:Date})) + 1))
        )) AS cohort_month
        FROM (SELECT min(cohort_month) AS first_month, count() AS cohorts FROM months)
        WHERE cohorts > 0
    ),
    cells AS
    (
        SELECT
            cohort_month,
            arrayJoin(range(toUInt32(dateDiff('month', cohort_month, toStartOfMonth({to:Date})) + 1))) AS month_index
        FROM cohorts
    )
SELECT
    {brand:String},
    {to:Date},
    c.cohort_month,
    toUInt16(c.month_index),
    max(if(m.month_index = 0 AND c.month_index = 0, m.members, 0)) OVER (PARTITION BY c.cohort_month),
    m.members,
    m.orders,
    m.revenue,
    {generation:UInt64}
FROM cells AS c
LEFT JOIN months AS m ON m.cohort_month = c.cohort_month AND m.month_index = toInt64(c.month_index);
