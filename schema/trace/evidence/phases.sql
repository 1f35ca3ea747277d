/*---
title: The purchases that put members into their phase and tier
evidence:
  - names: [life_phase, value_tier]
    numerator: "members in the phase or tier: their purchases so far"
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
WITH
    placed AS
    (
        SELECT member_id
        FROM member_asof(brand = {brand:String}, date = {to:Date})
        WHERE {scope:String} = if({metric:String} = 'life_phase', concat('phase:', life_phase), concat('tier:', value_tier))
    )
SELECT m.member_id, p.shop, p.order_id, 1, toString(m.member_id)
FROM placed AS m
LEFT JOIN (SELECT * FROM {purchases:Identifier} WHERE seq >= 1) AS p ON p.member_id = m.member_id;
