/*---
title: The orders behind the revenue of members who have bought at least twice
evidence:
  - names: [repeat_customer_revenue_share]
    numerator: >-
      total less refunds of each purchase whose member has two or more purchases by the date, over
      all shops, less the amount of each return of such a member
    denominator: total less refunds of each purchase, less the amount of each return
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator)
SELECT
    member_id,
    shop,
    order_id,
    if
    (
        seq >= 1 AND second_date <= {to:Date}
            OR returned != 0 AND member_id IN (SELECT member_id FROM {purchases:Identifier} WHERE seq = 1 AND second_date <= {to:Date}),
        toNullable(toDecimal128(revenue - returned, 4)),
        NULL
    ),
    toDecimal128(revenue - returned, 4)
FROM {purchases:Identifier}
WHERE in_scope AND in_window AND (is_purchase OR returned != 0);
