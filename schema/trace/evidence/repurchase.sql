-- The orders behind the rates of those who come back.
--
-- evidence     aov, repeat_order_rate, repeat_member_rate, repeat_buyer_rate,
--              repeat_revenue_share, purchase_frequency, spend_per_member
-- numerator    aov: total less refunds of each purchase. repeat_order_rate: 1 for
--              each purchase with seq >= 2. repeat_member_rate, repeat_buyer_rate:
--              members with a purchase of seq >= 2. repeat_revenue_share: total
--              less refunds of each purchase with seq >= 2. purchase_frequency: 1
--              for each purchase with a member. spend_per_member: total less
--              refunds of each purchase with a member.
-- denominator  aov: 1 for each purchase. repeat_order_rate: 1 for each purchase with
--              a member. repeat_member_rate: each member who is known by the date,
--              of the whole brand. repeat_buyer_rate, purchase_frequency,
--              spend_per_member: members with a purchase. repeat_revenue_share:
--              total less refunds of each purchase.
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
SELECT
    member_id,
    shop,
    order_id,
    multiIf
    (
        {metric:String} IN ('aov', 'spend_per_member'), toNullable(toDecimal128(revenue, 4)),
        {metric:String} = 'purchase_frequency', toNullable(toDecimal128(1, 4)),
        seq < 2, NULL,
        {metric:String} = 'repeat_revenue_share', toNullable(toDecimal128(revenue, 4)),
        toNullable(toDecimal128(1, 4))
    ),
    multiIf
    (
        {metric:String} = 'repeat_member_rate', NULL,
        {metric:String} = 'repeat_revenue_share', toNullable(toDecimal128(revenue, 4)),
        toNullable(toDecimal128(1, 4))
    ),
    if({metric:String} IN ('repeat_member_rate', 'repeat_buyer_rate'), toString(member_id), ''),
    if({metric:String} IN ('repeat_buyer_rate', 'purchase_frequency', 'spend_per_member'), toString(member_id), '')
FROM {purchases:Identifier}
WHERE in_scope AND in_window AND is_purchase AND (seq >= 1 OR {metric:String} IN ('aov', 'repeat_revenue_share'));

INSERT INTO {found:Identifier} (member_id, denominator)
SELECT member_id, 1
FROM members
WHERE brand = {brand:String} AND known_on <= {to:Date} AND {metric:String} = 'repeat_member_rate';
