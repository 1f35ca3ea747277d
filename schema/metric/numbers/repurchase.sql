/*---
title: >-
  Repurchase: the rates of those who come back, from the sums of sales.sql and buyers.sql of the
  same generation
source: "[回購: 訂單數量觀點, 會員經營觀點, 營業額觀點], [指標體系: 客單價, 核心指標]"
class: core
unit: ratio
better: more
reads: [orders]
scopes: [brand, shop]
windows: [day, 7d, 28d, 90d, 365d, month, year, asof]
restates: windows
metrics:
  - names: [aov]
    defined: revenue / orders
    unit: currency
  - names: [repeat_order_rate]
    defined: returning orders / purchases with a member
  - names: [repeat_member_rate]
    defined: >-
      members with a returning order / all members as of the window's end (the brand's, in every
      scope)
  - names: [repeat_buyer_rate]
    defined: members with a returning order / buyers
  - names: [repeat_revenue_share]
    defined: revenue of returning orders / revenue
  - names: [purchase_frequency]
    defined: purchases with a member / buyers
    unit: number
    of: purchases
    per: buyer
    windows: [28d, 365d]
  - names: [spend_per_member]
    defined: >-
      revenue with a member, less what members returned in the window without naming an order / buyers
    unit: currency
    windows: [28d, 365d]
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    sums AS
    (
        SELECT
            date,
            scope,
            window,
            sumIf(numerator, metric = 'orders')                AS orders,
            sumIf(numerator, metric = 'revenue')               AS revenue,
            sumIf(numerator, metric = 'member_orders')         AS member_orders,
            sumIf(numerator, metric = 'member_revenue')        AS member_revenue,
            sumIf(numerator, metric = 'returning_orders')      AS returning_orders,
            sumIf(numerator, metric = 'returning_revenue')     AS returning_revenue,
            sumIf(numerator, metric = 'buyers')                AS buyers,
            sumIf(numerator, metric = 'returning_buyers')      AS returning_buyers
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
        GROUP BY date, scope, window
        HAVING scope = 'brand' OR startsWith(scope, 'shop:')
    ),
    everyone AS
    (
        SELECT date, numerator AS members
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
            AND scope = 'brand' AND metric = 'members' AND window = 'asof'
    )
SELECT
    {brand:String},
    s.date,
    s.scope,
    rate.1,
    s.window,
    if(rate.3 = 0, NULL, toFloat64(rate.2) / toFloat64(rate.3)),
    rate.2,
    rate.3,
    {generation:UInt64}
FROM sums AS s
INNER JOIN everyone AS e ON e.date = s.date
ARRAY JOIN arrayConcat
(
    [
        ('aov',                  s.revenue,           s.orders),
        ('repeat_order_rate',    s.returning_orders,  s.member_orders),
        ('repeat_member_rate',   s.returning_buyers,  e.members),
        ('repeat_buyer_rate',    s.returning_buyers,  s.buyers),
        ('repeat_revenue_share', s.returning_revenue, s.revenue)
    ],
    if
    (
        s.window IN ('28d', '365d'),
        [
            ('purchase_frequency', s.member_orders,   s.buyers),
            ('spend_per_member',   s.member_revenue,  s.buyers)
        ],
        []
    )
) AS rate;
