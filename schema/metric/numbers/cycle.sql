/*---
title: "Cycle: the days between a member's consecutive purchase dates"
defined: >-
  gaps between consecutive purchase dates of a member, pooled over all members, as of the
  date; quantiles are linear (type 7), so the median of an even count is the mean of the middle two
source: "[NASLD: 回購週期]"
class: core
unit: days
better: less
reads: [orders]
scopes: [brand]
windows: [asof]
restates: asof
metrics:
  - names: [cycle_median, cycle_mean, cycle_p75, cycle_p90]
---*/
-- Gaps are few distinct numbers, so each date's pool is a histogram: that of the
-- date before and the gaps that ended on the date.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    gaps AS
    (
        SELECT greatest(date, {from:Date}) AS day, toUInt32(date - prev_date) AS gap, toInt64(count()) AS gaps
        FROM {facts:Identifier}
        WHERE day_last AND prev_date != toDate(0) AND date <= {to:Date}
        GROUP BY day, gap
    ),
    histograms AS
    (
        SELECT day, gap, sum(sum(gaps)) OVER (PARTITION BY gap ORDER BY day) AS gaps
        FROM
        (
            SELECT day, gap, gaps FROM gaps
            UNION ALL
            SELECT days.day, g.gap, toInt64(0)
            FROM
            (
                SELECT arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))) AS day
            ) AS days
            CROSS JOIN (SELECT DISTINCT gap FROM gaps) AS g
        )
        GROUP BY day, gap
    ),
    pools AS
    (
        SELECT
            day,
            arraySort(groupArrayIf((gap, gaps), gaps > 0))    AS sorted,
            sorted.1                                          AS lengths,
            arrayCumSum(sorted.2)                             AS cumulative,
            sum(gaps)                                         AS total,
            sum(gap * gaps)                                   AS days
        FROM histograms
        GROUP BY day
    ),
    every_day AS
    (
        SELECT arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))) AS day
    )
SELECT
    {brand:String},
    e.day,
    'brand',
    m.1,
    'asof',
    if(p.total = 0, NULL, toNullable(m.2)),
    if(m.1 = 'cycle_mean', toNullable(toDecimal128(p.days, 4)), NULL),
    toDecimal128(p.total, 4),
    {generation:UInt64}
FROM every_day AS e
LEFT JOIN pools AS p ON p.day = e.day
ARRAY JOIN arrayConcat
(
    [('cycle_mean', if(p.total = 0, 0., p.days / p.total))],
    arrayMap
    (
        q ->
        (
            q.1,
            p.lengths[arrayFirstIndex(c -> c > floor((p.total - 1) * q.2), p.cumulative)]
                + ((p.total - 1) * q.2 - floor((p.total - 1) * q.2))
                * (
                    toFloat64(p.lengths[arrayFirstIndex(c -> c > ceil((p.total - 1) * q.2), p.cumulative)])
                    - p.lengths[arrayFirstIndex(c -> c > floor((p.total - 1) * q.2), p.cumulative)]
                )
        ),
        [('cycle_median', 0.5), ('cycle_p75', 0.75), ('cycle_p90', 0.9)]
    )
) AS m;
