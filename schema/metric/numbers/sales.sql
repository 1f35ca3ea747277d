/*---
title: "Sales: what was sold, in every window that ends on each date"
source: "[指標體系: 客單價], [回購]; common"
class: core
reads: [orders]
scopes: [brand, shop]
windows: [day, 7d, 28d, 90d, 365d, month, year, asof]
restates: windows
metrics:
  - names: [orders]
    defined: purchases
    unit: count
    better: more
  - names: [revenue]
    defined: >-
      purchases' total less refunds, of the order's date, less what was returned on the date without
      naming an order
    unit: currency
    better: more
  - names: [units]
    defined: the quantities of the lines of purchases
    unit: count
    better: more
  - names: [gross]
    defined: >-
      before discounts and refunds (total + discount), so that revenue = gross - discounts - refunds
      of those orders - returns
    unit: currency
    better: more
  - names: [discounts]
    defined: those of purchases
    unit: currency
    better: less
  - names: [shipping, tax]
    defined: that of purchases
    unit: currency
    better: neither
  - names: [refunds]
    defined: >-
      on their own date, or on the order's where they are dated before it, of every order that is no
      test; returns, too
    unit: currency
    better: less
  - names: [returns]
    defined: >-
      receipts with a total below zero that name no order that is known, by their own date
    unit: currency
    better: less
  - names: [cancelled_orders]
    defined: by the order's date
    unit: count
    better: less
  - names: [orders_without_member]
    defined: purchases without any identity
    unit: count
    better: less
  - names: [new_buyers]
    defined: >-
      members whose first purchase is in the window (at a shop: whose first purchase was there)
    unit: count
    of: members
    better: more
  - names: [member_orders]
    defined: "a part of rates: purchases with a member"
    unit: count
    better: more
  - names: [member_revenue]
    defined: "a part of rates: their revenue, less what members returned without naming an order"
    unit: currency
    better: more
  - names: [returning_orders]
    defined: "a part of rates: purchases with seq >= 2"
    unit: count
    better: more
  - names: [returning_revenue]
    defined: "a part of rates: their revenue"
    unit: currency
    better: more
---*/
-- Days that no window but asof can reach count as one.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    metrics AS
    (
        SELECT arrayJoin(
        [
            'orders', 'revenue', 'units', 'gross', 'discounts', 'shipping', 'tax', 'refunds', 'returns', 'cancelled_orders',
            'orders_without_member', 'new_buyers', 'member_orders', 'member_revenue', 'returning_orders',
            'returning_revenue'
        ]) AS metric
    ),
    by_shop AS
    (
        SELECT
            shop,
            greatest(date, {from:Date} - 366) AS day,
            [
                ('orders',                toDecimal128(countIf(is_purchase), 4)),
                ('revenue',               toDecimal128(sumIf(revenue, is_purchase) - sum(returned), 4)),
                ('units',                 toDecimal128(sumIf(toInt64(round(units * 10000)), is_purchase), 4) / 10000),
                ('gross',                 toDecimal128(sumIf(total + discount, is_purchase), 4)),
                ('discounts',             toDecimal128(sumIf(discount, is_purchase), 4)),
                ('shipping',              toDecimal128(sumIf(shipping, is_purchase), 4)),
                ('tax',                   toDecimal128(sumIf(tax, is_purchase), 4)),
                ('returns',               toDecimal128(sum(returned), 4)),
                ('cancelled_orders',      toDecimal128(countIf(cancelled), 4)),
                ('orders_without_member', toDecimal128(countIf(is_purchase AND member_id = 0), 4)),
                ('new_buyers',            toDecimal128(countIf(seq = 1), 4)),
                ('member_orders',         toDecimal128(countIf(seq >= 1), 4)),
                ('member_revenue',        toDecimal128(sumIf(revenue, seq >= 1) - sumIf(returned, member_id != 0), 4)),
                ('returning_orders',      toDecimal128(countIf(seq >= 2), 4)),
                ('returning_revenue',     toDecimal128(sumIf(revenue, seq >= 2), 4))
            ] AS amounts
        FROM {facts:Identifier}
        WHERE date <= {to:Date}
        GROUP BY shop, day
    ),
    refunds AS
    (
        SELECT shop, greatest(refund_date, date, {from:Date} - 366) AS day, [('refunds', toDecimal128(sum(refund_amount), 4))] AS amounts
        FROM {facts:Identifier}
        ARRAY JOIN `refunds.date` AS refund_date, `refunds.amount` AS refund_amount
        WHERE date <= {to:Date} AND notEmpty(`refunds.date`)
        GROUP BY shop, day
    ),
    empty_days AS
    (
        SELECT shop, metric, arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))) AS day
        FROM (SELECT DISTINCT shop FROM shop_settings WHERE brand = {brand:String}) AS shops
        CROSS JOIN metrics
    ),
    daily AS
    (
        SELECT scope, metric, day AS date, sum(amount) AS amount
        FROM
        (
            SELECT shop, amount.1 AS metric, day, amount.2 AS amount FROM by_shop ARRAY JOIN amounts AS amount
            UNION ALL
            SELECT shop, amount.1 AS metric, day, amount.2 AS amount FROM refunds ARRAY JOIN amounts AS amount
            UNION ALL
            SELECT shop, metric, day, toDecimal128(0, 4) AS amount FROM empty_days
        )
        ARRAY JOIN ['brand', concat('shop:', shop)] AS scope
        WHERE day <= {to:Date}
        GROUP BY scope, metric, day
    )
SELECT {brand:String}, date, scope, metric, amount.1, toFloat64(amount.2), amount.2, {generation:UInt64}
FROM
(
    SELECT
        scope,
        metric,
        date,
        [
            ('day',   amount),
            ('7d',    sum(amount) OVER (days RANGE BETWEEN 6 PRECEDING AND CURRENT ROW)),
            ('28d',   sum(amount) OVER (days RANGE BETWEEN 27 PRECEDING AND CURRENT ROW)),
            ('90d',   sum(amount) OVER (days RANGE BETWEEN 89 PRECEDING AND CURRENT ROW)),
            ('365d',  sum(amount) OVER (days RANGE BETWEEN 364 PRECEDING AND CURRENT ROW)),
            ('month', sum(amount) OVER (PARTITION BY scope, metric, toStartOfMonth(date) ORDER BY toInt32(date))),
            ('year',  sum(amount) OVER (PARTITION BY scope, metric, toStartOfYear(date) ORDER BY toInt32(date))),
            ('asof',  sum(amount) OVER (days RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
        ] AS amounts
    FROM daily
    WINDOW days AS (PARTITION BY scope, metric ORDER BY toInt32(date))
)
ARRAY JOIN amounts AS amount
WHERE date BETWEEN {from:Date} AND {to:Date};
