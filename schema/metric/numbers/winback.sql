/*---
title: "Churn and winback: who fell asleep for good in the last 28 days, and who was woken"
source: "[生命週期]"
class: core
unit: ratio
reads: [orders]
scopes: [brand]
windows: [28d]
restates: asof
metrics:
  - names: [churn_rate]
    defined: of members new, active or sleep 28 days before, the share lost or deep on the date
    better: less
  - names: [winback_rate]
    defined: >-
      of members sleep, lost or deep 28 days before, the share with a purchase since (dated D-27 ..
      D)
    better: more
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    moves AS
    (
        SELECT
            date,
            sumIf(members, from IN ('new', 'active', 'sleep'))                              AS awake,
            sumIf(members, from IN ('new', 'active', 'sleep') AND to IN ('lost', 'deep'))   AS churned,
            sumIf(members, from IN ('sleep', 'lost', 'deep'))                               AS asleep
        FROM flow_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND span = 28
            AND date BETWEEN {from:Date} AND {to:Date}
        GROUP BY date
    ),
    -- Who was asleep is back from the first purchase since until 28 days after it
    -- or the next purchase takes over.
    changes AS
    (
        SELECT change.1 AS day, toInt64(sum(change.2)) AS back
        FROM
        (
            SELECT member_id, toInt32(date) AS bought, toInt32(next_date) AS next
            FROM {facts:Identifier}
            WHERE day_last AND date BETWEEN {from:Date} - 27 AND {to:Date}
        ) AS p
        INNER JOIN
        (
            SELECT member_id, toInt32(valid_from) + 28 AS begins, toInt32(valid_to) + 28 AS ends
            FROM {stays:Identifier}
            WHERE stage IN ('sleep', 'lost', 'deep')
                AND valid_from <= {to:Date} - 28 AND valid_to > {from:Date} - 28
        ) AS s ON s.member_id = p.member_id
        ARRAY JOIN
        [
            (greatest(p.bought, s.begins, toInt32({from:Date})), 1),
            (least(p.bought + 28, p.next, s.ends), -1)
        ] AS change
        WHERE greatest(p.bought, s.begins, toInt32({from:Date})) < least(p.bought + 28, p.next, s.ends)
        GROUP BY day

        UNION ALL

        SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0)
    ),
    returns AS
    (
        SELECT toDate(day) AS date, sum(sum(back)) OVER (ORDER BY day) AS back
        FROM changes
        GROUP BY day
    )
SELECT
    {brand:String},
    r.date,
    'brand',
    rate.1,
    '28d',
    if(rate.3 = 0, NULL, rate.2 / rate.3),
    toDecimal128(rate.2, 4),
    toDecimal128(rate.3, 4),
    {generation:UInt64}
FROM returns AS r
LEFT JOIN moves AS m ON m.date = r.date
ARRAY JOIN
[
    ('churn_rate',   toInt64(m.churned), toInt64(m.awake)),
    ('winback_rate', toInt64(r.back),    toInt64(m.asleep))
] AS rate
WHERE r.date BETWEEN {from:Date} AND {to:Date};
