/*---
title: >-
  Loyalty: the share of revenue that comes from members who have bought at least twice, whenever
  that was
source: "[回購: 營業額觀點]"
class: core
unit: ratio
better: more
reads: [orders]
scopes: [brand, shop]
windows: [day, 7d, 28d, 90d, 365d, month, year, asof]
restates: windows
metrics:
  - names: [repeat_customer_revenue_share]
    defined: >-
      the window's revenue of members with two or more purchases as of the date (over all shops) /
      the window's revenue
---*/
-- An order counts from its date, or from its member's second purchase when that
-- is later, until the window has passed it.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    sums AS
    (
        SELECT shop, date, greatest(date, second_date, {from:Date}) AS begins, toDecimal128(sum(revenue), 4) AS revenue
        FROM {facts:Identifier}
        WHERE seq > 0 AND second_date <= {to:Date} AND date <= {to:Date}
        GROUP BY shop, date, begins

        UNION ALL

        -- What such members returned without naming an order.
        SELECT shop, date, greatest(date, second_date, {from:Date}) AS begins, toDecimal128(-sum(returned), 4)
        FROM {returns:Identifier}
        WHERE second_date <= {to:Date}
        GROUP BY shop, date, begins
    ),
    changes AS
    (
        SELECT
            scope,
            w.1                     AS window,
            change.1                AS date,
            sum(change.2)           AS revenue
        FROM sums
        ARRAY JOIN /* fragments/window_ends.sql */ AS w
        ARRAY JOIN ['brand', concat('shop:', shop)] AS scope
        ARRAY JOIN
        [
            (begins, sums.revenue),
            (w.2, -sums.revenue)
        ] AS change
        WHERE w.2 > begins
        GROUP BY scope, w.1, change.1

        UNION ALL

        SELECT scope, window, date, toDecimal128(0, 4)
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
            AND metric = 'revenue' AND (scope = 'brand' OR startsWith(scope, 'shop:'))
    ),
    shares AS
    (
        SELECT scope, window, date, sum(sum(revenue)) OVER (PARTITION BY scope, window ORDER BY date) AS revenue
        FROM changes
        GROUP BY scope, window, date
    )
SELECT
    {brand:String},
    r.date,
    r.scope,
    'repeat_customer_revenue_share',
    r.window,
    if(r.numerator = 0, NULL, toFloat64(s.revenue) / toFloat64(r.numerator)),
    s.revenue,
    r.numerator,
    {generation:UInt64}
FROM
(
    SELECT scope, window, date, assumeNotNull(numerator) AS numerator
    FROM kpi_rows
    WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
        AND metric = 'revenue' AND (scope = 'brand' OR startsWith(scope, 'shop:'))
) AS r
INNER JOIN shares AS s ON s.scope = r.scope AND s.window = r.window AND s.date = r.date;
