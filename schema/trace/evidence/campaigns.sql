/*---
title: "What a campaign did: the deliveries, what they cost, and the purchases that followed them"
evidence:
  - names: [planned]
    numerator: 1 for each delivery, in whatever state
  - names: [excluded, sent, failed, unknown, held]
    numerator: 1 for each delivery in that state
  - names: [delivered, opened, clicked, replied, bounced, unsubscribed, complained]
    numerator: 1 for each sent delivery of which that was reported
  - names: [conversions]
    numerator: "sent deliveries that were the last one before a purchase: these purchases"
  - names: [campaign_revenue]
    numerator: total less refunds of each such purchase
  - names: [cost]
    numerator: each row of costs, and the sum of the messages of a date and channel
  - names: [roas]
    numerator: total less refunds of each such purchase
    denominator: each row of costs, and the sum of the messages of a date and channel
  - names: [lift, lift_low, lift_high]
    numerator: >-
      1 for each delivery that a purchase followed, with the first of them, of the holdout (delivery
      is excluded: holdout) and of the others who took part in the draw
    denominator: >-
      1 for each delivery, of the holdout and of the others who took part in the draw: the lift is
      the share of these less that of the holdout
---*/
CREATE TABLE {owed:Identifier}
(
    campaign    LowCardinality(String),
    channel     LowCardinality(String),
    date        Date,
    addressee   UInt64,
    person      UInt64,
    state       LowCardinality(String),
    reason      LowCardinality(String),
    planned_at  DateTime64(3, 'UTC'),
    at          DateTime64(3, 'UTC'),
    drawn       UInt8,
    attribution UInt64,
    mine        Nullable(UInt8)
)
ENGINE = MergeTree
ORDER BY person
AS
WITH
    /* fragments/drawn.sql */ AS was_drawn,
    /* fragments/attribution.sql */ AS attribution_of
SELECT
    d.campaign AS campaign, d.channel AS channel, d.date AS date, d.addressee AS addressee,
    if(n.member_id = 0, d.addressee, n.member_id) AS person,
    d.state AS state, d.reason AS reason, d.planned_at AS planned_at, d.at AS at,
    was_drawn(d.state, d.reason, d.planned_at, d.at) AS drawn, attribution_of(d.campaign) AS attribution,
    d.date >= {from:Date}
        AND ({scope:String} IN ('brand', concat('campaign:', d.campaign))
            OR d.channel != '' AND {scope:String} IN
            (
                concat('campaign:', d.campaign, '/channel:', d.channel),
                concat('campaign:', d.campaign, '/channel:', d.channel, '/variant:', d.variant)
            )) AS mine
FROM
(
    SELECT
        toString(campaign) AS campaign, toString(channel) AS channel, toString(variant) AS variant, date, member_id AS addressee,
        toString(state) AS state, toString(reason) AS reason, planned_at, at
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND date BETWEEN {from:Date} - {longest_attribution:Int32} AND {to:Date}
) AS d
LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = d.addressee;

-- Each purchase belongs to its last delivery, also to one that is not asked for.
INSERT INTO {found:Identifier} (member_id, shop, order_id, campaign, channel, delivered_on, delivery, numerator, numerator_who)
SELECT
    buyer,
    sold_at,
    sold,
    touch.1,
    touch.2,
    touch.3,
    'sent',
    if({metric:String} = 'conversions', toDecimal128(1, 4), toDecimal128(spent, 4)),
    if({metric:String} = 'conversions', toString((touch.1, touch.3, touch.4)), '')
FROM
(
    SELECT
        p.member_id       AS buyer,
        toString(p.shop)  AS sold_at,
        p.order_id        AS sold,
        any(p.revenue)    AS spent,
        argMax((s.campaign, s.channel, s.date, s.addressee, s.mine), (s.at, s.campaign, s.date, s.addressee)) AS touch
    FROM {purchases:Identifier} AS p
    INNER JOIN (SELECT * FROM {owed:Identifier} WHERE state = 'sent') AS s ON s.person = p.member_id
    WHERE p.seq >= 1 AND p.placed_at > s.at AND p.date BETWEEN s.date AND s.date + s.attribution
    GROUP BY p.member_id, p.shop, p.order_id
)
WHERE touch.5 AND {metric:String} IN ('conversions', 'campaign_revenue', 'roas');

INSERT INTO {found:Identifier} (record, member_id, campaign, channel, delivered_on, delivery, counted_on, numerator)
SELECT 'delivery', person, campaign, channel, date, if(reason = '', state, concat(state, ': ', reason)), date, 1
FROM {owed:Identifier}
WHERE mine AND multiIf
(
    {metric:String} = 'planned', true,
    {metric:String} IN ('excluded', 'sent', 'failed', 'unknown', 'held'), state = {metric:String},
    {metric:String} IN ('delivered', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed', 'complained'),
    state = 'sent' AND (channel, campaign, date, addressee) IN
    (
        SELECT toString(channel), toString(campaign), date, member_id
        FROM message_events FINAL
        WHERE brand = {brand:String} AND type = {metric:String} AND machine = ''
    ),
    false
);

INSERT INTO {found:Identifier} (record, event_id, shop, campaign, channel, counted_on, numerator, denominator)
SELECT
    'cost',
    kind,
    shop,
    campaign,
    channel,
    date,
    if({metric:String} = 'cost', toNullable(toDecimal128(amount, 4)), NULL),
    if({metric:String} = 'roas', toNullable(toDecimal128(amount, 4)), NULL)
FROM campaign_costs
WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
    AND {metric:String} IN ('cost', 'roas')
    AND {scope:String} IN ('brand', concat('campaign:', campaign), concat('campaign:', campaign, '/channel:', channel));

INSERT INTO {found:Identifier} (record, member_id, shop, order_id, campaign, channel, delivered_on, delivery, counted_on, numerator, denominator)
SELECT
    if(r.sold = '', 'delivery', 'order'),
    o.person,
    r.sold_at,
    r.sold,
    o.campaign,
    o.channel,
    o.date,
    if(o.reason = '', o.state, concat(o.state, ': ', o.reason)),
    if(r.sold = '', o.date, toDate(0)),
    if(r.sold = '', NULL, toNullable(toDecimal128(1, 4))),
    1
FROM (SELECT * FROM {owed:Identifier} WHERE mine AND drawn) AS o
LEFT JOIN
(
    SELECT
        d.campaign AS campaign, d.date AS date, d.addressee AS addressee,
        argMin((toString(p.shop), p.order_id), (p.placed_at, p.shop, p.order_id)) AS first_one,
        first_one.1 AS sold_at, first_one.2 AS sold
    FROM (SELECT * FROM {owed:Identifier} WHERE mine) AS d
    INNER JOIN {purchases:Identifier} AS p ON p.member_id = d.person
    WHERE p.seq >= 1 AND p.placed_at > d.planned_at AND p.date BETWEEN d.date AND d.date + d.attribution
    GROUP BY d.campaign, d.date, d.addressee
) AS r ON r.campaign = o.campaign AND r.date = o.date AND r.addressee = o.addressee
WHERE {metric:String} LIKE 'lift%';
