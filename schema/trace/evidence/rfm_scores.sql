/*---
title: The purchases by which members have their RFM scores
evidence:
  - names: [rfm_score_r, rfm_score_f, rfm_score_m]
    numerator: "members with the score: their purchases in rfm.window"
  - names: [rfm_cross_<axes>]
    numerator: "members with both scores: their purchases in rfm.window"
  - names: [rfm_cross_revenue_<axes>]
    numerator: >-
      total less refunds of each of their purchases in the last 365 days, less the amount of each of
      their returns
---*/
INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
WITH
    {metric:String} LIKE 'rfm\_cross\_revenue\_%' AS is_revenue,
    if(is_revenue, 365, {window_days:Int32}) AS days,
    scored AS
    (
        SELECT member_id
        FROM member_asof(brand = {brand:String}, date = {to:Date})
        WHERE {scope:String} = multiIf
        (
            {metric:String} = 'rfm_score_r', concat('score:', toString(r_score)),
            {metric:String} = 'rfm_score_f', concat('score:', toString(f_score)),
            {metric:String} = 'rfm_score_m', concat('score:', toString(m_score)),
            endsWith({metric:String}, '_rf'), concat('r:', toString(r_score), '/f:', toString(f_score)),
            endsWith({metric:String}, '_rm'), concat('r:', toString(r_score), '/m:', toString(m_score)),
            concat('f:', toString(f_score), '/m:', toString(m_score))
        )
    )
SELECT
    member_id,
    shop,
    order_id,
    if(is_revenue, toDecimal128(revenue - returned, 4), toDecimal128(1, 4)),
    if(is_revenue, '', toString(member_id))
FROM {purchases:Identifier}
WHERE (seq >= 1 OR is_revenue AND /* fragments/of_revenue.sql */) AND (days = 0 OR date > {to:Date} - days) AND member_id IN (SELECT member_id FROM scored);
