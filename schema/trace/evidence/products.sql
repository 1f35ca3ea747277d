/*---
title: The purchases with a line of the product or category
evidence:
  - names: [orders]
    numerator: 1 for each purchase with such a line
  - names: [buyers]
    numerator: members with one
  - names: [units]
    numerator: the pieces of these lines of each purchase
  - names: [revenue]
    numerator: the lines' share of each purchase's total less refunds
  - names: [new_buyers]
    numerator: members whose first purchase has such a line
  - names: [returning_buyers]
    numerator: members with a purchase of seq >= 2 that has one
  - names: [repeat_buyer_rate]
    numerator: members with a purchase of seq >= 2 that has one
    denominator: members with a purchase that has such a line
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
SELECT
    p.member_id,
    p.shop,
    p.order_id,
    multiIf
    (
        {metric:String} = 'units', toNullable(toDecimal128(b.units, 4)),
        {metric:String} = 'revenue', toNullable(toDecimal128(b.revenue, 4)),
        {metric:String} = 'new_buyers' AND p.seq != 1, NULL,
        {metric:String} IN ('returning_buyers', 'repeat_buyer_rate') AND p.seq < 2, NULL,
        toNullable(toDecimal128(1, 4))
    ),
    if({metric:String} = 'repeat_buyer_rate', toNullable(toDecimal128(1, 4)), NULL),
    if({metric:String} IN ('orders', 'units', 'revenue'), '', toString(p.member_id)),
    toString(p.member_id)
FROM {purchases:Identifier} AS p
INNER JOIN {bought:Identifier} AS b ON b.shop = p.shop AND b.order_id = p.order_id
WHERE p.in_window AND p.is_purchase AND (p.seq >= 1 OR {metric:String} IN ('orders', 'units', 'revenue'));
