/*---
title: The orders behind the rates of those who come back
evidence:
  - names: [aov]
    numerator: total less refunds of each purchase, less the amount of each return
    denominator: 1 for each purchase
  - names: [repeat_order_rate]
    numerator: 1 for each purchase with seq >= 2
    denominator: 1 for each purchase with a member
  - names: [repeat_member_rate]
    numerator: members with a purchase of seq >= 2
    denominator: each member who is known by the date, of the whole brand
  - names: [repeat_buyer_rate]
    numerator: members with a purchase of seq >= 2
    denominator: members with a purchase
  - names: [repeat_revenue_share]
    numerator: total less refunds of each purchase with seq >= 2
    denominator: total less refunds of each purchase, less the amount of each return
  - names: [purchase_frequency]
    numerator: 1 for each purchase with a member
    denominator: members with a purchase
  - names: [spend_per_member]
    numerator: total less refunds of each purchase with a member, less the amount of each return
    denominator: members with a purchase
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
SELECT
    member_id,
    shop,
    order_id,
    multiIf
    (
        {metric:String} IN ('aov', 'spend_per_member'), toNullable(toDecimal128(revenue - returned, 4)),
        {metric:String} = 'purchase_frequency', toNullable(toDecimal128(1, 4)),
        seq < 2, NULL,
        {metric:String} = 'repeat_revenue_share', toNullable(toDecimal128(revenue, 4)),
        toNullable(toDecimal128(1, 4))
    ),
    multiIf
    (
        {metric:String} = 'repeat_member_rate', NULL,
        {metric:String} = 'repeat_revenue_share', toNullable(toDecimal128(revenue - returned, 4)),
        NOT is_purchase, NULL,
        toNullable(toDecimal128(1, 4))
    ),
    if({metric:String} IN ('repeat_member_rate', 'repeat_buyer_rate'), toString(member_id), ''),
    if({metric:String} IN ('repeat_buyer_rate', 'purchase_frequency', 'spend_per_member') AND is_purchase, toString(member_id), '')
FROM {purchases:Identifier}
WHERE in_scope AND in_window
    AND (is_purchase OR returned != 0 AND {metric:String} IN ('aov', 'repeat_revenue_share', 'spend_per_member'))
    AND (member_id != 0 OR {metric:String} IN ('aov', 'repeat_revenue_share'));

INSERT INTO {found:Identifier} (member_id, denominator)
SELECT member_id, 1
FROM members
WHERE brand = {brand:String} AND known_on <= {to:Date} AND {metric:String} = 'repeat_member_rate';
