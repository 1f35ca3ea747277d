/*---
title: "Lifetime: what a buyer has spent so far"
source: "[LTV], [生命週期: CLTV]"
class: core
unit: currency
per: member
better: more
reads: [orders]
scopes: [brand, shop]
windows: [asof]
restates: asof
metrics:
  - names: [ltv_historic]
    defined: >-
      revenue of purchases with a member, less what members returned without naming an order /
      distinct buyers, as of the date
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
SELECT
    {brand:String},
    date,
    scope,
    'ltv_historic',
    'asof',
    if(buyers = 0, NULL, toFloat64(revenue) / toFloat64(buyers)),
    revenue,
    buyers,
    {generation:UInt64}
FROM
(
    SELECT
        date,
        scope,
        sumIf(numerator, metric = 'member_revenue')    AS revenue,
        sumIf(numerator, metric = 'buyers')            AS buyers
    FROM kpi_rows
    WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
        AND window = 'asof' AND metric IN ('member_revenue', 'buyers')
    GROUP BY date, scope
);
