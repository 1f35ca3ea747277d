/*---
title: The purchases whose every line's cost is known
evidence:
  - names: [gross_margin]
    numerator: >-
      total less refunds less the lines' costs of each purchase whose every line's cost is known
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator)
SELECT member_id, shop, order_id, toDecimal128(revenue - assumeNotNull(cost), 4)
FROM {purchases:Identifier}
WHERE in_scope AND in_window AND is_purchase AND isNotNull(cost);
