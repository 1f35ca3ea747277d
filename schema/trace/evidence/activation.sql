/*---
title: The members who registered, and the purchases within their first 30 days
evidence:
  - names: [registered]
    numerator: members whose registration is in the window
  - names: [activation_rate]
    numerator: >-
      members of the denominator with a purchase dated within the 30 days after it: these purchases
    denominator: members who registered 30 days ago or earlier
---*/
INSERT INTO {found:Identifier} (member_id, numerator, denominator)
SELECT
    member_id,
    if({metric:String} = 'registered', toNullable(toDecimal128(1, 4)), NULL),
    if({metric:String} = 'registered', NULL, toNullable(toDecimal128(1, 4)))
FROM members
WHERE brand = {brand:String}
    AND if({metric:String} = 'registered', registered_on BETWEEN {from:Date} AND {to:Date}, registered_on + 30 <= {to:Date});

INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
SELECT p.member_id, p.shop, p.order_id, 1, toString(p.member_id)
FROM {purchases:Identifier} AS p
INNER JOIN
(
    SELECT member_id, assumeNotNull(registered_on) AS since
    FROM members
    WHERE brand = {brand:String} AND registered_on + 30 <= {to:Date}
) AS m ON m.member_id = p.member_id
WHERE {metric:String} = 'activation_rate' AND p.seq >= 1 AND p.date BETWEEN m.since AND m.since + 30;
