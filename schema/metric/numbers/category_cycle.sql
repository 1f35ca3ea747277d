/*---
title: >-
  Cycles per category: the days between a member's consecutive purchase dates with that category
defined: >-
  gaps between consecutive dates on which a member bought of the category, pooled over all members,
  as of the date; quantiles are linear (type 7). Only where there is a gap
source: "[NASLD: 回購週期]"
class: related
unit: days
better: less
reads: [orders, products]
scopes: [category]
windows: [asof]
restates: asof
metrics:
  - names: [cycle_median, cycle_mean, cycle_p75, cycle_p90]
---*/
-- Each date's pool is a histogram of few distinct gaps, as in cycle.sql.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    gaps AS
    (
        SELECT scope, toUInt32(day - before) AS gap, greatest(day, toInt32({from:Date})) AS at, toInt64(count()) AS gaps
        FROM
        (
            SELECT
                scope,
                day,
                lagInFrame(day, 1, -1) OVER
                (
                    PARTITION BY scope, member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS before
            FROM
            (
                SELECT DISTINCT scope, member_id, toInt32(date) AS day
                FROM {lines:Identifier}
                WHERE scope LIKE 'category:%' AND member_id != 0
            )
        )
        WHERE before >= 0
        GROUP BY scope, gap, at
    ),
    runs AS
    (
        SELECT
            scope,
            gap,
            at                                                                       AS begins,
            least(leadInFrame(at, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)    AS ends,
            sum(gaps) OVER (PARTITION BY scope, gap ORDER BY at)                     AS gaps
        FROM gaps
        WINDOW in_time AS (PARTITION BY scope, gap ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    pools AS
    (
        SELECT
            scope,
            day,
            arraySort(groupArray((gap, gaps)))                                       AS sorted,
            sorted.1                                                                 AS lengths,
            arrayCumSum(sorted.2)                                                    AS cumulative,
            sum(gaps)                                                                AS total,
            sum(gap * gaps)                                                          AS days
        FROM (SELECT scope, gap, gaps, arrayJoin(range(begins, ends)) AS day FROM runs WHERE begins < ends)
        GROUP BY scope, day
    )
SELECT
    {brand:String},
    toDate(day),
    scope,
    m.1,
    'asof',
    m.2,
    if(m.1 = 'cycle_mean', toNullable(toDecimal128(days, 4)), NULL),
    toDecimal128(total, 4),
    {generation:UInt64}
FROM pools
ARRAY JOIN arrayConcat
(
    [('cycle_mean', days / total)],
    arrayMap
    (
        q ->
        (
            q.1,
            lengths[arrayFirstIndex(c -> c > floor((total - 1) * q.2), cumulative)]
                + ((total - 1) * q.2 - floor((total - 1) * q.2))
                * (
                    toFloat64(lengths[arrayFirstIndex(c -> c > ceil((total - 1) * q.2), cumulative)])
                    - lengths[arrayFirstIndex(c -> c > floor((total - 1) * q.2), cumulative)]
                )
        ),
        [('cycle_median', 0.5), ('cycle_p75', 0.75), ('cycle_p90', 0.9)]
    )
) AS m;
