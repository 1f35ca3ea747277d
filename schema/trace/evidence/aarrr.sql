-- The funnel is made of other numbers, so what stands behind those stands behind
-- it: same names the one that it is, above and below those whose numerators are
-- its numerator and denominator.
--
-- evidence     aarrr_visitors, aarrr_registrations, aarrr_registration_rate,
--              aarrr_cost_per_acquisition, aarrr_activation_rate,
--              aarrr_retention_rate, aarrr_repeat_order_rate,
--              aarrr_repeat_member_rate, aarrr_purchases_per_member,
--              aarrr_winback_rate, aarrr_revenue, aarrr_revenue_per_member,
--              aarrr_ltv, aarrr_marketing_roi, aarrr_invitation_activation_rate,
--              aarrr_k_factor
-- numerator    aarrr_visitors: persons with a page_view, product_view, search,
--              add_to_cart or checkout_started event in the window: these events.
--              aarrr_cost_per_acquisition: each row of costs. aarrr_marketing_roi:
--              each row of costs is taken away, and added is what is behind
--              campaign_revenue.
-- denominator  aarrr_marketing_roi: each row of costs.
-- same         aarrr_registrations: registered. aarrr_activation_rate:
--              activation_rate. aarrr_retention_rate: retention_rate.
--              aarrr_repeat_order_rate: repeat_order_rate. aarrr_repeat_member_rate:
--              repeat_member_rate. aarrr_winback_rate: winback_rate. aarrr_revenue:
--              revenue. aarrr_ltv: ltv_historic.
-- above        aarrr_registration_rate: registered. aarrr_purchases_per_member:
--              member_orders. aarrr_revenue_per_member: revenue.
--              aarrr_marketing_roi: campaign_revenue.
--              aarrr_invitation_activation_rate: aarrr_invitations_activated.
--              aarrr_k_factor: aarrr_invitations_activated.
-- below        aarrr_registration_rate: aarrr_visitors. aarrr_cost_per_acquisition:
--              registered. aarrr_purchases_per_member: members.
--              aarrr_revenue_per_member: members. aarrr_invitation_activation_rate:
--              aarrr_invitations. aarrr_k_factor: members.
INSERT INTO {found:Identifier} (member_id, shop, event_id, counted_on, numerator, numerator_who)
SELECT p.member_id, e.shop, e.event_id, e.date, 1, if(p.member_id != 0, concat('m:', toString(p.member_id)), concat('v:', e.visitor))
FROM
(
    SELECT shop, event_id, date, node, visitor
    FROM events FINAL
    WHERE brand = {brand:String} AND {metric:String} = 'aarrr_visitors' AND date BETWEEN {from:Date} AND {to:Date}
        AND type IN ('page_view', 'product_view', 'search', 'add_to_cart', 'checkout_started')
) AS e
LEFT JOIN (SELECT node, member_id FROM identity_members WHERE brand = {brand:String}) AS p ON p.node = e.node
WHERE p.member_id != 0 OR e.visitor != '';

INSERT INTO {found:Identifier} (record, event_id, shop, campaign, channel, counted_on, numerator, denominator)
SELECT
    'cost',
    kind,
    shop,
    campaign,
    channel,
    date,
    toDecimal128(if({metric:String} = 'aarrr_marketing_roi', -amount, amount), 4),
    if({metric:String} = 'aarrr_marketing_roi', toNullable(toDecimal128(amount, 4)), NULL)
FROM costs FINAL
WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
    AND {metric:String} IN ('aarrr_cost_per_acquisition', 'aarrr_marketing_roi');
