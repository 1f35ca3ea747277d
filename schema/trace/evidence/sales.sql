/*---
title: The orders behind what was sold
evidence:
  - names: [orders]
    numerator: 1 for each purchase
  - names: [revenue]
    numerator: total less refunds of each purchase, less the amount of each return
  - names: [units]
    numerator: items of each purchase
  - names: [gross]
    numerator: total plus discount of each purchase
  - names: [discounts, shipping, tax]
    numerator: that of each purchase
  - names: [refunds]
    numerator: each refund, on its own date, and each return
  - names: [returns]
    numerator: the amount of each return
  - names: [cancelled_orders]
    numerator: 1 for each cancelled order
  - names: [orders_without_member]
    numerator: 1 for each purchase of nobody known
  - names: [new_buyers]
    numerator: 1 for each member's first purchase
  - names: [member_orders]
    numerator: 1 for each purchase with a member
  - names: [member_revenue]
    numerator: total less refunds of each of those, less the amount of each of their returns
  - names: [returning_revenue]
    numerator: total less refunds of each of those
  - names: [returning_orders]
    numerator: 1 for each purchase with seq >= 2
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator)
SELECT
    member_id,
    shop,
    order_id,
    multiIf
    (
        {metric:String} IN ('revenue', 'member_revenue', 'returning_revenue'), toDecimal128(revenue - returned, 4),
        {metric:String} = 'returns', toDecimal128(returned, 4),
        {metric:String} = 'units', toDecimal128(units, 4),
        {metric:String} = 'gross', toDecimal128(total + discount, 4),
        {metric:String} = 'discounts', toDecimal128(discount, 4),
        {metric:String} = 'shipping', toDecimal128(shipping, 4),
        {metric:String} = 'tax', toDecimal128(tax, 4),
        toDecimal128(1, 4)
    )
FROM {purchases:Identifier}
WHERE {metric:String} != 'refunds' AND in_scope AND in_window
    AND multiIf
    (
        {metric:String} = 'cancelled_orders', cancelled,
        {metric:String} = 'orders_without_member', is_purchase AND member_id = 0,
        {metric:String} = 'new_buyers', seq = 1,
        {metric:String} = 'returns', returned != 0,
        {metric:String} = 'revenue', is_purchase OR returned != 0,
        {metric:String} = 'member_revenue', seq >= 1 OR returned != 0 AND member_id != 0,
        {metric:String} = 'member_orders', seq >= 1,
        {metric:String} IN ('returning_orders', 'returning_revenue'), seq >= 2,
        is_purchase
    );

INSERT INTO {found:Identifier} (member_id, shop, order_id, counted_on, numerator)
SELECT member_id, shop, order_id, greatest(refund_date, date), toDecimal128(refund_amount, 4)
FROM {purchases:Identifier}
ARRAY JOIN `refunds.date` AS refund_date, `refunds.amount` AS refund_amount
WHERE {metric:String} = 'refunds' AND in_scope AND greatest(refund_date, date) BETWEEN {from:Date} AND {to:Date};
