/*---
title: "Buyers: distinct members who bought in every window that ends on each date"
source: "[回購]"
class: core
unit: count
of: members
better: more
reads: [orders]
scopes: [brand, shop]
windows: [day, 7d, 28d, 90d, 365d, month, year, asof]
restates: windows
metrics:
  - names: [buyers]
    defined: distinct members buying in the window
  - names: [returning_buyers]
    defined: members with a returning order (seq >= 2, brand-wide) in it
  - names: [members]
    defined: registered, or with any order, by the date
    scopes: [brand]
    windows: [asof]
---*/
-- A purchase day keeps its member in a window from that day until the window has
-- passed it or the member's next purchase day takes over. Those stretches don't
-- overlap, so counting those that cover a date counts members once. Equal
-- stretches are counted before they are taken apart by window.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    stretches AS
    (
        SELECT 'brand' AS scope, date, least(next_date, {to:Date} + 1) AS next, seq >= 2 AS returning, toInt64(count()) AS members
        FROM {facts:Identifier}
        WHERE day_last AND date <= {to:Date} AND next_date > {from:Date}
        GROUP BY date, next, returning
        UNION ALL
        SELECT concat('shop:', shop) AS scope, date, least(shop_next_date, {to:Date} + 1) AS next, seq >= 2 AS returning, toInt64(count())
        FROM {facts:Identifier}
        WHERE shop_day_last AND date <= {to:Date} AND shop_next_date > {from:Date}
        GROUP BY scope, date, next, returning
    ),
    changes AS
    (
        SELECT
            scope,
            metric,
            w.1                                                        AS window,
            change.1                                                   AS date,
            sum(change.2)                                              AS members
        FROM stretches
        ARRAY JOIN /* fragments/window_ends.sql */ AS w
        ARRAY JOIN if(returning, ['buyers', 'returning_buyers'], ['buyers']) AS metric
        ARRAY JOIN [(greatest(date, {from:Date}), stretches.members), (least(w.2, next), -stretches.members)] AS change
        WHERE least(w.2, next) > {from:Date}
        GROUP BY scope, metric, w.1, change.1

        UNION ALL

        SELECT 'brand', 'members', 'asof', greatest(assumeNotNull(known_on), {from:Date}), toInt64(count())
        FROM members
        WHERE brand = {brand:String} AND known_on <= {to:Date}
        GROUP BY greatest(assumeNotNull(known_on), {from:Date})

        UNION ALL

        -- Every date has its row, also one on which nothing changes.
        SELECT
            scope,
            metric,
            window,
            arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))),
            toInt64(0)
        FROM
        (
            SELECT arrayJoin(arrayConcat(['brand'], groupUniqArray(concat('shop:', shop)))) AS scope
            FROM shop_settings
            WHERE brand = {brand:String}
        )
        ARRAY JOIN arrayConcat
        (
            if(scope = 'brand', [('members', 'asof')], []),
            arrayFlatten(arrayMap(m -> arrayMap(w -> (m, w), ['day', '7d', '28d', '90d', '365d', 'month', 'year', 'asof']), ['buyers', 'returning_buyers']))
        ) AS series
        ARRAY JOIN [series.1] AS metric, [series.2] AS window
    )
SELECT {brand:String}, date, scope, metric, window, toFloat64(members), toDecimal128(members, 4), {generation:UInt64}
FROM
(
    SELECT scope, metric, window, date, sum(sum(members)) OVER (PARTITION BY scope, metric, window ORDER BY date) AS members
    FROM changes
    GROUP BY scope, metric, window, date
)
WHERE date BETWEEN {from:Date} AND {to:Date};
