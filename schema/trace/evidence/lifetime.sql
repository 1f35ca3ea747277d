/*---
title: The purchases of all buyers so far
evidence:
  - names: [ltv_historic]
    numerator: total less refunds of each purchase with a member, less the amount of each return
    denominator: members with a purchase
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, denominator_who)
SELECT
    member_id, shop, order_id, toDecimal128(revenue - returned, 4),
    if(seq >= 1, toNullable(toDecimal128(1, 4)), NULL),
    if(seq >= 1, toString(member_id), '')
FROM {purchases:Identifier}
WHERE in_scope AND (seq >= 1 OR returned != 0 AND member_id != 0);
