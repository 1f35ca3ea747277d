-- The repurchase cycle that holds in each month: the median gap between a
-- member's consecutive purchase dates as of the last day of the month before,
-- once the history spans 365 days (first purchase date and that last day both
-- counted) and has min_gaps gaps; until then the fallback. Only months after the
-- last one that has a row get one: what was used once is remade only when a person asks.
-- [NASLD: 回購週期]
INSERT INTO cycle_used
WITH
    (
        SELECT {remake:Bool} OR count() = 0 OR max(valid_from) < toStartOfMonth({to:Date})
        FROM cycle_used
        WHERE brand = {brand:String}
    ) AS due,
    (SELECT max(valid_from) FROM cycle_used WHERE {remake:Bool} AND brand = {brand:String}) AS remade_to,
    if(remade_to > {to:Date}, remade_to, {to:Date}) AS until,
    gaps AS
    (
        SELECT date, toUInt32(date - prev_date) AS gap, count() AS members
        FROM member_orders FINAL
        WHERE due AND brand = {brand:String} AND day_last AND prev_date != toDate(0)
        GROUP BY date, gap
    ),
    (SELECT min(date) FROM member_orders FINAL WHERE due AND brand = {brand:String} AND is_purchase) AS first_purchase,
    months AS
    (
        SELECT arrayJoin(arrayMap
        (
            n -> addMonths(toStartOfMonth(first_purchase), n),
            range(toUInt32(assumeNotNull(dateDiff('month', toStartOfMonth(first_purchase), toStartOfMonth(until))) + 1))
        )) AS month
        WHERE first_purchase != toDate(0) AND first_purchase <= until
    ),
    histograms AS
    (
        SELECT
            m.month                                              AS month,
            arraySort(x -> x.1, groupArrayIf((g.gap, g.members), g.members > 0)) AS sorted
        FROM
        (
            SELECT m.month AS month, g.gap AS gap, sum(g.members) AS members
            FROM months AS m
            CROSS JOIN gaps AS g
            WHERE g.date < m.month
            GROUP BY m.month, g.gap
        ) AS g
        RIGHT JOIN months AS m ON m.month = g.month
        GROUP BY m.month
    )
SELECT
    {brand:String},
    if(month = toStartOfMonth(first_purchase), toDate(0), month)              AS valid_from,
    if(usable, median, {fallback:Float64})                                    AS cycle_days,
    if(usable, 'median', 'fallback')                                          AS source,
    total                                                                     AS gaps,
    now64(3)
FROM
(
    SELECT
        month,
        arraySum(x -> x.2, sorted)                                            AS total,
        arrayCumSum(x -> x.2, sorted)                                         AS cumulative,
        sorted.1                                                              AS values,
        values[arrayFirstIndex(c -> c > intDiv(total - 1, 2), cumulative)]    AS lower,
        values[arrayFirstIndex(c -> c > intDiv(total, 2), cumulative)]        AS upper,
        (lower + upper) / 2                                                   AS median,
        total >= {min_gaps:UInt64} AND total > 0 AND toUInt32(month - first_purchase) >= 365 AS usable
    FROM histograms
)
WHERE {remake:Bool}
    OR (SELECT count() FROM cycle_used WHERE brand = {brand:String}) = 0
    OR month > (SELECT max(valid_from) FROM cycle_used WHERE brand = {brand:String});
