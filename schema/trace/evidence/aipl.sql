/*---
title: The purchases, or the member alone, by which somebody has come so far
evidence:
  - names: [aipl_a, aipl_i, aipl_p, aipl_l]
    numerator: "members whose step it is: their purchases so far"
  - names: [aipl_rate_ai]
    numerator: members at I, P or L
    denominator: members at any step
  - names: [aipl_rate_ip]
    numerator: members at P or L
    denominator: members at I, P or L
  - names: [aipl_rate_pl]
    numerator: members at L
    denominator: members at P or L
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
WITH
    position('AIPL', upper(substring({metric:String}, -1))) AS reached,
    startsWith({metric:String}, 'aipl_rate_') AS is_rate,
    members AS (SELECT member_id, position('AIPL', aipl) AS step FROM member_asof(brand = {brand:String}, date = {to:Date}))
SELECT
    m.member_id,
    p.shop,
    p.order_id,
    if(is_rate AND m.step >= reached OR m.step = reached, toNullable(toDecimal128(1, 4)), NULL),
    if(is_rate AND m.step >= reached - 1, toNullable(toDecimal128(1, 4)), NULL),
    toString(m.member_id),
    toString(m.member_id)
FROM members AS m
LEFT JOIN (SELECT * FROM {purchases:Identifier} WHERE seq >= 1) AS p ON p.member_id = m.member_id;
