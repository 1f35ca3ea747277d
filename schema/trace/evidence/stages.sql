/*---
title: The purchases that put members into their stage
evidence:
  - names: [stage_<name>]
    numerator: "members who are in the stage: their purchases so far"
  - names: [stage_share_<name>]
    numerator: "members who are in the stage: their purchases so far"
    denominator: "members with a purchase: the first one"
  - names: [stage_revenue_<name>]
    numerator: >-
      total less refunds of each of their purchases in the last 365 days, less the amount of each of
      their returns
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, denominator, numerator_who)
WITH
    arrayElement(splitByChar('_', {metric:String}), -1) AS name,
    {metric:String} LIKE 'stage\_revenue\_%' AS is_revenue,
    stays AS
    (
        SELECT member_id, toString(stage) AS stage_now
        FROM stage_intervals FINAL
        WHERE brand = {brand:String} AND valid_from <= {to:Date} AND valid_to > {to:Date}
            AND {scope:String} IN ('brand', concat('stage_before:', stage_before))
    )
SELECT
    s.member_id,
    p.shop,
    p.order_id,
    multiIf
    (
        s.stage_now != name, NULL,
        is_revenue, toNullable(toDecimal128(p.revenue - p.returned, 4)),
        toNullable(toDecimal128(1, 4))
    ),
    if({metric:String} LIKE 'stage\_share\_%' AND p.seq = 1, toNullable(toDecimal128(1, 4)), NULL),
    if(is_revenue, '', toString(s.member_id))
FROM stays AS s
LEFT JOIN (SELECT * FROM {purchases:Identifier} WHERE seq >= 1 OR is_revenue AND /* fragments/of_revenue.sql */) AS p ON p.member_id = s.member_id
WHERE NOT is_revenue OR (p.order_id != '' AND p.date > {to:Date} - 365);
