/*---
title: "Margin: what purchases left after the costs of their lines"
source: common
class: core
unit: currency
better: more
reads: [orders]
scopes: [brand, shop]
windows: [day, 7d, 28d, 90d, 365d, month, year, asof]
restates: windows
metrics:
  - names: [gross_margin]
    defined: >-
      revenue - cost of the purchases whose every line's cost is known; null in a window without
      such a purchase
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    changes AS
    (
        SELECT
            scope,
            w.1                                      AS window,
            change.1                                 AS date,
            sum(change.2 * (revenue - assumeNotNull(cost))) AS margin,
            toInt64(sum(change.2))                   AS purchases
        FROM {facts:Identifier}
        ARRAY JOIN /* fragments/window_ends.sql */ AS w
        ARRAY JOIN ['brand', concat('shop:', shop)] AS scope
        ARRAY JOIN [(greatest(date, {from:Date}), toInt64(1)), (w.2, toInt64(-1))] AS change
        WHERE is_purchase AND isNotNull(cost) AND date <= {to:Date} AND w.2 > {from:Date}
        GROUP BY scope, window, change.1

        UNION ALL

        SELECT scope, window, date, toDecimal128(0, 4), toInt64(0)
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
            AND metric = 'orders' AND (scope = 'brand' OR startsWith(scope, 'shop:'))
    )
SELECT
    {brand:String},
    date,
    scope,
    'gross_margin',
    window,
    if(purchases = 0, NULL, toFloat64(margin)),
    if(purchases = 0, NULL, toDecimal128(margin, 4)),
    {generation:UInt64}
FROM
(
    SELECT
        scope,
        window,
        date,
        sum(sum(margin)) OVER (PARTITION BY scope, window ORDER BY date)       AS margin,
        sum(sum(purchases)) OVER (PARTITION BY scope, window ORDER BY date)    AS purchases
    FROM changes
    GROUP BY scope, window, date
)
WHERE date BETWEEN {from:Date} AND {to:Date};
