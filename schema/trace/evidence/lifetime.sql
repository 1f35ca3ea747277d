/*---
title: The purchases of all buyers so far
evidence:
  - names: [ltv_historic]
    numerator: total less refunds of each purchase with a member
    denominator: members with a purchase
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, denominator_who)
SELECT member_id, shop, order_id, toDecimal128(revenue, 4), 1, toString(member_id)
FROM {purchases:Identifier}
WHERE in_scope AND seq >= 1;
