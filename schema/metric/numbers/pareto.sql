/*---
title: "Pareto: how much of the revenue comes from the best fifth of the buyers"
source: "[80/20]"
class: related
unit: ratio
better: neither
reads: [orders]
scopes: [brand]
windows: [365d]
restates: windows
metrics:
  - names: [pareto_top20_share]
    defined: >-
      of the buyers of the last 365 days, the top ceil(n / 5) by revenue: their share of the buyers'
      revenue, each buyer's less what the buyer returned in these days without naming an order (it
      may be below 0, and so may the share)
---*/
-- Where the top fifth ends is looked for in two steps, as in rfm_scores.sql: first
-- the level of revenue (less than 0.4 % each), by sums that change only where a
-- member's stretch (standing.sql) begins or ends; then among the buyers on that
-- level. So no date sorts its buyers.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    stretches AS
    (
        SELECT begins, ends, revenue_365d AS revenue, revenue_level AS level
        FROM {standing:Identifier}
        WHERE purchases_365d > 0
    ),
    levels AS
    (
        SELECT level, change.1 AS at, toInt64(sum(change.2)) AS members, sum(change.3) AS revenue
        FROM stretches
        ARRAY JOIN [(begins, 1, stretches.revenue), (ends, -1, -stretches.revenue)] AS change
        GROUP BY level, change.1
    ),
    runs AS
    (
        SELECT
            level,
            at                                                                       AS begins,
            leadInFrame(at, 1, at) OVER in_time                                      AS ends,
            sum(members) OVER until_then                                             AS members,
            sum(revenue) OVER until_then                                             AS revenue
        FROM levels
        WINDOW
            until_then AS (PARTITION BY level ORDER BY at),
            in_time AS (PARTITION BY level ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    ranks AS
    (
        SELECT
            day,
            level,
            members,
            revenue,
            sum(members) OVER from_the_top                                           AS up_to,
            sum(revenue) OVER from_the_top                                           AS up_to_revenue,
            sum(members) OVER (PARTITION BY day)                                     AS everyone,
            sum(revenue) OVER (PARTITION BY day)                                     AS everyones
        FROM (SELECT level, members, revenue, arrayJoin(range(begins, ends)) AS day FROM runs WHERE members > 0)
        WINDOW from_the_top AS (PARTITION BY day ORDER BY level DESC)
    ),
    -- The level on which the fifth ends, how many of it are in, and what those above it bring.
    marks AS
    (
        SELECT day, level, intDiv(everyone + 4, 5) - (up_to - members) AS place, up_to_revenue - revenue AS above, everyones
        FROM ranks
        WHERE place BETWEEN 1 AND members
    ),
    on_level AS
    (
        SELECT mark, s.revenue AS revenue, toInt64(count()) AS members
        FROM stretches AS s
        INNER JOIN
        (
            SELECT level, groupArray((day, place, above, everyones)) AS marks
            FROM marks
            GROUP BY level
        ) AS l ON l.level = s.level
        ARRAY JOIN arrayFilter(m -> m.1 >= s.begins AND m.1 < s.ends, l.marks) AS mark
        GROUP BY mark, s.revenue
    ),
    buyers AS
    (
        SELECT
            mark.1                                                                   AS day,
            mark.3 + sum(revenue * least(members, greatest(mark.2 - (up_to - members), 0))) AS best,
            mark.4                                                                   AS everyone
        FROM (SELECT mark, revenue, members, sum(members) OVER (PARTITION BY mark ORDER BY revenue DESC) AS up_to FROM on_level)
        GROUP BY mark
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
