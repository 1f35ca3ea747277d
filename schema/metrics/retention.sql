-- Retention: of the buyers of the window before, how many bought in this one.
--
-- metrics   retention_rate
-- defined   of buyers in the n days before the window of n days that ends on the
--           date, the share who buy in this window (n = 28, 90, 365). At a shop:
--           its buyers in both windows. Null unless the scope's first order (of
--           any state) is not later than the first day of the window before.
-- source    [指標體系: 留存率]
-- class     core
-- scopes    brand, shop
-- windows   28d, 90d, 365d
-- restates  d .. d + 2n - 1
-- unit      ratio
--
-- A member is in the window (in the window before) from a purchase day on (from
-- n days after it on) until n days later or the next purchase day takes over. A
-- sweep over each member's changes tells when both hold; what changed before the
-- range counts on its first date.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    days AS
    (
        SELECT 'brand' AS scope, member_id, date, next_date AS next
        FROM {facts:Identifier}
        WHERE day_last AND date BETWEEN {from:Date} - 729 AND {to:Date}
        UNION ALL
        SELECT concat('shop:', shop), member_id, date, shop_next_date
        FROM {facts:Identifier}
        WHERE shop_day_last AND date BETWEEN {from:Date} - 729 AND {to:Date}
    ),
    presence AS
    (
        SELECT
            scope,
            n,
            member_id,
            greatest(change.1, toInt32({from:Date}))    AS date,
            sum(change.2)                               AS is_here,
            sum(change.3)                               AS was_here
        FROM days
        ARRAY JOIN [28, 90, 365] AS n
        ARRAY JOIN
        [
            (toInt32(date),     1, 0),
            (least(toInt32(date) + n, toInt32(next)), -1, 0),
            (toInt32(date) + n, 0, 1),
            (least(toInt32(date) + n, toInt32(next)) + n, 0, -1)
        ] AS change
        WHERE toInt32(days.date) + 2 * n > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY scope, n, member_id, greatest(change.1, toInt32({from:Date}))
    ),
    both AS
    (
        SELECT
            scope,
            n,
            date,
            was,
            here * was                                                            AS stayed,
            lagInFrame(was, 1, 0) OVER in_time                                    AS was_before,
            lagInFrame(here * was, 1, 0) OVER in_time                             AS stayed_before
        FROM
        (
            SELECT
                scope,
                n,
                member_id,
                date,
                sum(is_here) OVER (PARTITION BY scope, n, member_id ORDER BY date)     AS here,
                sum(was_here) OVER (PARTITION BY scope, n, member_id ORDER BY date)    AS was
            FROM presence
        )
        WINDOW in_time AS (PARTITION BY scope, n, member_id ORDER BY date ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    changes AS
    (
        SELECT
            scope,
            toInt32(n)                              AS n,
            date                                    AS day,
            toInt64(sum(was - was_before))          AS buyers,
            toInt64(sum(stayed - stayed_before))    AS stayed
        FROM both
        GROUP BY scope, n, day

        UNION ALL

        SELECT
            scope,
            n,
            arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)),
            toInt64(0),
            toInt64(0)
        FROM
        (
            SELECT arrayJoin(arrayConcat(['brand'], groupUniqArray(concat('shop:', shop)))) AS scope
            FROM shop_settings
            WHERE brand = {brand:String}
        )
        ARRAY JOIN [28, 90, 365] AS n
    ),
    beginnings AS
    (
        SELECT scope, toInt32(min(date)) AS beginning
        FROM {facts:Identifier}
        ARRAY JOIN ['brand', concat('shop:', shop)] AS scope
        GROUP BY scope
    )
SELECT
    {brand:String},
    toDate(r.day),
    r.scope,
    'retention_rate',
    concat(toString(r.n), 'd'),
    if(r.buyers = 0 OR b.scope = '' OR b.beginning > r.day - 2 * r.n + 1, NULL, r.stayed / r.buyers),
    toDecimal128(r.stayed, 4),
    toDecimal128(r.buyers, 4),
    {generation:UInt64}
FROM
(
    SELECT
        scope, n, day,
        sum(sum(buyers)) OVER until_then    AS buyers,
        sum(sum(stayed)) OVER until_then    AS stayed
    FROM changes
    GROUP BY scope, n, day
    WINDOW until_then AS (PARTITION BY scope, n ORDER BY day)
) AS r
LEFT JOIN beginnings AS b ON b.scope = r.scope
WHERE r.day BETWEEN toInt32({from:Date}) AND toInt32({to:Date});
