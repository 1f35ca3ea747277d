/*---
title: "Activation: who registered, and who of them came to buy"
source: "[生命週期: 激活]"
class: core
better: more
reads: [orders]
scopes: [brand]
restates: windows
metrics:
  - names: [registered]
    defined: members whose registration is in the window
    unit: count
    of: members
    windows: [day, 7d, 28d, 90d, 365d, month, year, asof]
  - names: [activation_rate]
    defined: >-
      of those whose 30 days are up, the share with a purchase dated within the 30 days after it
    unit: ratio
    windows: [asof]
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    registrations AS
    (
        SELECT member_id, assumeNotNull(registered_on) AS registered_on
        FROM members
        WHERE brand = {brand:String} AND registered_on <= {to:Date}
    ),
    people AS
    (
        SELECT
            registered_on,
            member_id IN
            (
                SELECT p.member_id
                FROM (SELECT member_id, date FROM {facts:Identifier} WHERE day_last) AS p
                INNER JOIN registrations AS r ON r.member_id = p.member_id
                WHERE p.date BETWEEN r.registered_on AND r.registered_on + 30
            ) AS bought
        FROM registrations
    ),
    daily AS
    (
        SELECT day, sum(registered) AS registered, sum(due) AS due, sum(activated) AS activated
        FROM
        (
            SELECT change.1 AS day, sum(change.2) AS registered, sum(change.3) AS due, sum(change.4) AS activated
            FROM people
            ARRAY JOIN
            [
                (registered_on, toInt64(1), toInt64(0), toInt64(0)),
                (registered_on + 30, toInt64(0), toInt64(1), toInt64(bought))
            ] AS change
            WHERE change.1 <= {to:Date}
            GROUP BY day
            UNION ALL
            SELECT arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))), 0, 0, 0
        )
        GROUP BY day
    )
SELECT
    {brand:String},
    day,
    'brand',
    m.1,
    m.2,
    if(isNull(m.4), toNullable(toFloat64(m.3)), if(m.4 = 0, NULL, toFloat64(m.3) / assumeNotNull(m.4))),
    toDecimal128(m.3, 4),
    if(isNull(m.4), NULL, toNullable(toDecimal128(assumeNotNull(m.4), 4))),
    {generation:UInt64}
FROM
(
    SELECT
        day,
        [
            ('registered', 'day',   registered, CAST(NULL, 'Nullable(Int64)')),
            ('registered', '7d',    sum(registered) OVER (days RANGE BETWEEN 6 PRECEDING AND CURRENT ROW), NULL),
            ('registered', '28d',   sum(registered) OVER (days RANGE BETWEEN 27 PRECEDING AND CURRENT ROW), NULL),
            ('registered', '90d',   sum(registered) OVER (days RANGE BETWEEN 89 PRECEDING AND CURRENT ROW), NULL),
            ('registered', '365d',  sum(registered) OVER (days RANGE BETWEEN 364 PRECEDING AND CURRENT ROW), NULL),
            ('registered', 'month', sum(registered) OVER (PARTITION BY toStartOfMonth(day) ORDER BY toInt32(day)), NULL),
            ('registered', 'year',  sum(registered) OVER (PARTITION BY toStartOfYear(day) ORDER BY toInt32(day)), NULL),
            ('registered', 'asof',  sum(registered) OVER (days RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), NULL),
            (
                'activation_rate', 'asof',
                sum(activated) OVER (days RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
                sum(due) OVER (days RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
            )
        ] AS series
    FROM daily
    WINDOW days AS (ORDER BY toInt32(day))
)
ARRAY JOIN series AS m
WHERE day BETWEEN {from:Date} AND {to:Date};
