/*---
title: >-
  The funnel is made of other numbers, so what stands behind those stands behind it: same names the
  one that it is, above and below those whose numerators are its numerator and denominator
evidence:
  - names: [aarrr_visitors]
    numerator: >-
      persons with a page_view, product_view, search, add_to_cart or checkout_started event in the
      window: these events
  - names: [aarrr_registrations]
    same: registered
  - names: [aarrr_registration_rate]
    above: registered
    below: aarrr_visitors
  - names: [aarrr_cost_per_acquisition]
    numerator: each row of costs
    below: registered
  - names: [aarrr_activation_rate]
    same: activation_rate
  - names: [aarrr_retention_rate]
    same: retention_rate
  - names: [aarrr_repeat_order_rate]
    same: repeat_order_rate
  - names: [aarrr_repeat_member_rate]
    same: repeat_member_rate
  - names: [aarrr_purchases_per_member]
    above: member_orders
    below: members
  - names: [aarrr_winback_rate]
    same: winback_rate
  - names: [aarrr_revenue]
    same: revenue
  - names: [aarrr_revenue_per_member]
    above: revenue
    below: members
  - names: [aarrr_ltv]
    same: ltv_historic
  - names: [aarrr_marketing_roi]
    numerator: each row of costs is taken away, and added is what is behind campaign_revenue
    denominator: each row of costs
    above: campaign_revenue
  - names: [aarrr_invitation_activation_rate]
    above: aarrr_invitations_activated
    below: aarrr_invitations
  - names: [aarrr_k_factor]
    above: aarrr_invitations_activated
    below: members
---*/
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
