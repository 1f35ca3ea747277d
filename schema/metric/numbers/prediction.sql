/*---
title: "Prediction: what the members are expected to do"
source: >-
  [LTV], [生命週期: CLTV, 預測模型], [NASLD: 未來 2 週]; Fader, Hardie & Lee (2005); Batislam, Denizel &
  Filiztekin (2007); Fader & Hardie (2013)
class: related
better: more
reads: [orders]
scopes: [brand]
windows: [day]
restates: asof
note: By the fit that holds on the date; null without one
metrics:
  - names: [p_alive]
    defined: >-
      mean over the members with a purchase of the probability that they still are customers, by
      BG/NBD (two purchase days or more) and MBG/NBD (one)
    unit: ratio
  - names: [expected_14d]
    defined: days with a purchase that all of them together are expected to make in the next 14 days
    unit: number
  - names: [clv_365d]
    defined: >-
      mean of the revenue expected in the next 365 days, purchases times the Gamma-Gamma mean
      (of purchases; returns that name no order are no part of the models),
      undiscounted
    unit: currency
    per: member
---*/
-- The probability differs from member to member and date to date, but what one
-- who is alive will do hangs on x and T alone. So members are summed by x and their
-- first day, in arrays over the dates of a fit, and the curve of model_curves is
-- evaluated once for each x and T. Sums are decimal: in whichever order they are
-- made, they are the same.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    changes AS
    (
        SELECT
            member_id,
            greatest(toInt32(date), toInt32({from:Date}))            AS day,
            min(toInt32(first_date))                                 AS first_day,
            max(toInt32(date))                                       AS bought,
            toInt64(countIf(day_last AND date > first_date))         AS again,
            sumIf(revenue, date > first_date)                        AS spent
        FROM {facts:Identifier}
        WHERE seq > 0
        GROUP BY member_id, greatest(toInt32(date), toInt32({from:Date}))
    ),
    stretches AS
    (
        SELECT
            first_day,
            day                                                                              AS begins,
            least(leadInFrame(day, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)           AS ends,
            max(bought) OVER until_then                                                      AS last_day,
            toUInt32(sum(again) OVER until_then)                                             AS x,
            toFloat64(sum(spent) OVER until_then)                                            AS spent
        FROM changes
        WINDOW
            until_then AS (PARTITION BY member_id ORDER BY day),
            in_time AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    lives AS
    (
        SELECT
            fitted_on,
            x,
            days,
            first_day,
            sumForEach(arrayMap(day -> toUInt64(day >= begins AND day < ends), days))        AS members,
            sumForEach(arrayMap(a -> toDecimal128(a, 18), alive))                            AS alive,
            sumForEach(arrayMap(a -> toDecimal128(a * mean_spend, 12), alive))               AS worth
        FROM
        (
            SELECT
                m.fitted_on                                                                      AS fitted_on,
                m.days                                                                           AS days,
                s.x                                                                              AS x,
                s.first_day                                                                      AS first_day,
                s.begins                                                                         AS begins,
                s.ends                                                                           AS ends,
                if(s.x = 0, m.once_a / m.once_b, m.a / (m.b + s.x - 1))                          AS odds,
                if(s.x = 0, m.once_alpha, m.alpha)                                               AS scale,
                if(s.x = 0, m.once_r, m.r + s.x)                                                 AS shape,
                scale + (s.last_day - s.first_day) / 7                                           AS then,
                arrayMap
                (
                    day -> if
                    (
                        day >= s.begins AND day < s.ends,
                        1 / (1 + odds * least(pow((scale + (day - s.first_day) / 7) / then, shape), 1e300)),
                        0
                    ),
                    m.days
                )                                                                                AS alive,
                if
                (
                    s.x > 0 AND s.spent > 0,
                    m.p * (m.gamma + s.spent) / (m.p * s.x + m.q - 1),
                    m.p * m.gamma / (m.q - 1)
                )                                                                                AS mean_spend
            FROM stretches AS s
            CROSS JOIN
            (
                SELECT *, range(greatest(toInt32(valid_from), toInt32({from:Date})), least(toInt32(valid_to), toInt32({to:Date})) + 1) AS days
                FROM models_used(brand = {brand:String}, from = {from:Date}, to = {to:Date})
            ) AS m
            WHERE s.begins < s.ends AND s.begins <= toInt32(m.valid_to) AND s.ends > toInt32(m.valid_from)
        )
        GROUP BY fitted_on, x, days, first_day
    ),
    expectations AS
    (
        SELECT
            dates,
            arrayMap(point -> least(c.shape * log1p(point * 2 / (c.scale + l.age / 7)) / 2, 20), c.points)         AS half_14d,
            arrayMap(point -> least(c.shape * log1p(point * 365 / 7 / (c.scale + l.age / 7)) / 2, 20), c.points)   AS half_365d,
            -- 2 e^-h sinh(h) is 1 - e^-2h, exact also where that is tiny.
            arraySum((h, weight) -> 2 * exp(-h) * sinh(h) * weight, half_14d, c.weights)                           AS in_14d,
            arraySum((h, weight) -> 2 * exp(-h) * sinh(h) * weight, half_365d, c.weights)                          AS in_365d
        FROM
        (
            SELECT fitted_on, x, date.1 - first_day AS age, groupArray(date) AS dates
            FROM lives
            ARRAY JOIN arrayZip(days, members, alive, worth) AS date
            WHERE date.2 > 0
            GROUP BY fitted_on, x, age
        ) AS l
        INNER JOIN model_curves(brand = {brand:String}, from = {from:Date}, to = {to:Date}) AS c ON c.fitted_on = l.fitted_on AND c.x = l.x
    ),
    totals AS
    (
        SELECT
            on_date.1                                                    AS day,
            toDecimal128(sum(on_date.2), 4)                              AS members,
            sum(on_date.3)                                               AS alive,
            sum(toDecimal128(toFloat64(on_date.3) * in_14d, 12))         AS expected,
            sum(toDecimal128(toFloat64(on_date.4) * in_365d, 12))        AS worth
        FROM expectations
        ARRAY JOIN dates AS on_date
        GROUP BY day
    )
SELECT
    {brand:String},
    toDate(d.day),
    'brand',
    metric.1,
    'day',
    if(t.members = 0 OR metric.1 = 'clv_365d' AND t.worth = 0, NULL, toNullable(metric.2)),
    if(t.members = 0, NULL, toNullable(toDecimal128(metric.3, 4))),
    if(t.members = 0 OR metric.1 = 'expected_14d', NULL, toNullable(t.members)),
    {generation:UInt64}
FROM (SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)) AS day) AS d
LEFT JOIN totals AS t ON t.day = d.day
ARRAY JOIN
[
    ('p_alive',      toFloat64(t.alive) / toFloat64(t.members),    toFloat64(t.alive)),
    ('expected_14d', toFloat64(t.expected),                        toFloat64(t.expected)),
    ('clv_365d',     toFloat64(t.worth) / toFloat64(t.members),    toFloat64(t.worth))
] AS metric
SETTINGS max_block_size = 8192;
