/*---
title: The purchases by which members belong to an RFM class
evidence:
  - names: [rfm_<class>]
    numerator: "members of the class: their purchases in rfm.window"
  - names: [rfm_revenue_<class>]
    numerator: >-
      total less refunds of each of their purchases in the last 365 days, less the amount of each of
      their returns
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
WITH
    {metric:String} LIKE 'rfm\_revenue\_%' AS is_revenue,
    if(is_revenue, 365, {window_days:Int32}) AS days,
    classed AS
    (
        SELECT member_id
        FROM member_asof(brand = {brand:String}, date = {to:Date})
        WHERE rfm_class = concat('rfm_', splitByChar('_', {metric:String})[-1])
    )
SELECT
    member_id,
    shop,
    order_id,
    if(is_revenue, toDecimal128(revenue - returned, 4), toDecimal128(1, 4)),
    if(is_revenue, '', toString(member_id))
FROM {purchases:Identifier}
WHERE (seq >= 1 OR is_revenue AND /* fragments/of_revenue.sql */) AND (days = 0 OR date > {to:Date} - days) AND member_id IN (SELECT member_id FROM classed);
