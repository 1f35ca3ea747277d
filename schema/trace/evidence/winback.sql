/*---
title: The purchases of those who fell asleep for good, and of those who were woken
evidence:
  - names: [churn_rate]
    numerator: "members of the denominator who are lost or deep now: their purchases so far"
    denominator: members who were new, active or sleep 28 days before
  - names: [winback_rate]
    numerator: >-
      members of the denominator with a purchase in the last 28 days: their purchases so far
    denominator: members who were sleep, lost or deep 28 days before
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who, denominator_who)
WITH
    {metric:String} = 'churn_rate' AS is_churn,
    past AS
    (
        SELECT member_id
        FROM stage_intervals FINAL
        WHERE brand = {brand:String} AND valid_from <= {to:Date} - 28 AND valid_to > {to:Date} - 28
            AND if(is_churn, stage IN ('new', 'active', 'sleep'), stage IN ('sleep', 'lost', 'deep'))
    ),
    moved AS
    (
        SELECT member_id
        FROM stage_intervals FINAL
        WHERE brand = {brand:String} AND is_churn AND stage IN ('lost', 'deep')
            AND valid_from <= {to:Date} AND valid_to > {to:Date}
        UNION ALL
        SELECT member_id FROM {purchases:Identifier} WHERE NOT is_churn AND seq >= 1 AND date > {to:Date} - 28
    )
SELECT
    member_id,
    shop,
    order_id,
    if(member_id IN (SELECT member_id FROM moved), toNullable(toDecimal128(1, 4)), NULL),
    1,
    toString(member_id),
    toString(member_id)
FROM {purchases:Identifier}
WHERE seq >= 1 AND member_id IN (SELECT member_id FROM past);
