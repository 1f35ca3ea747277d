/*---
title: The events of those who were there, and the orders of those who bought
evidence:
  - names: [engagement_rate]
    numerator: "members known by the date with an event in the window: these events"
    denominator: each member who is known by the date
  - names: [conversion_rate]
    numerator: members with a purchase in the window
    denominator: >-
      persons with a page_view, product_view, search, add_to_cart or checkout_started event in the
      window: these events
---*/
INSERT INTO {found:Identifier} (member_id, shop, event_id, counted_on, numerator, denominator, numerator_who, denominator_who)
WITH
    {metric:String} = 'engagement_rate' AS is_engagement,
    people AS (SELECT node, member_id FROM identity_members WHERE brand = {brand:String}),
    known AS (SELECT member_id FROM members WHERE brand = {brand:String} AND known_on <= {to:Date}),
    seen AS
    (
        SELECT
            e.shop AS shop, e.event_id AS event_id, e.date AS date, p.member_id AS member_id,
            multiIf(p.member_id != 0, concat('m:', toString(p.member_id)), e.visitor != '', concat('v:', e.visitor), '') AS who
        FROM
        (
            SELECT shop, event_id, date, node, visitor
            FROM events FINAL
            WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
                AND (is_engagement OR type IN ('page_view', 'product_view', 'search', 'add_to_cart', 'checkout_started'))
        ) AS e
        LEFT JOIN people AS p ON p.node = e.node
    )
SELECT
    member_id,
    shop,
    event_id,
    date,
    if(is_engagement, toNullable(toDecimal128(1, 4)), NULL),
    if(is_engagement, NULL, toNullable(toDecimal128(1, 4))),
    who,
    who
FROM seen
WHERE if(is_engagement, member_id IN (SELECT member_id FROM known), who != '');

INSERT INTO {found:Identifier} (member_id, shop, order_id, numerator, numerator_who)
SELECT member_id, shop, order_id, 1, toString(member_id)
FROM {purchases:Identifier}
WHERE {metric:String} = 'conversion_rate' AND in_window AND seq >= 1;

INSERT INTO {found:Identifier} (member_id, denominator)
SELECT member_id, 1
FROM members
WHERE brand = {brand:String} AND known_on <= {to:Date} AND {metric:String} = 'engagement_rate';
