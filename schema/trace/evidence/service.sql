/*---
title: The answers, complaints and returns that members sent, and the purchases of the window
evidence:
  - names: [nps]
    numerator: 1 for a score of 9 or 10, -1 for one of 0 to 6
    denominator: 1 for each answer
  - names: [csat]
    numerator: 1 for a score of 4 or 5
    denominator: 1 for each answer
  - names: [complaint_rate]
    numerator: 1 for each complaint
    denominator: 1 for each purchase of the window
  - names: [return_rate]
    numerator: 1 for each order that was asked to be taken back
    denominator: 1 for each purchase of the window
---*/
INSERT INTO {found:Identifier} (member_id, shop, event_id, counted_on, numerator, denominator, numerator_who)
WITH
    people AS (SELECT node, member_id FROM identity_members WHERE brand = {brand:String}),
    said AS
    (
        SELECT shop, event_id, type, date, node, properties, toFloat64OrNull(properties['score']) AS score
        FROM events FINAL
        WHERE brand = {brand:String} AND date BETWEEN {from:Date} AND {to:Date}
            AND multiIf
            (
                {metric:String} = 'nps', type = 'survey_score' AND properties['survey'] IN ('', 'nps'),
                {metric:String} = 'csat', type = 'survey_score' AND properties['survey'] = 'csat',
                {metric:String} = 'complaint_rate', type = 'ticket_opened' AND properties['kind'] IN ('', 'complaint'),
                type = 'return_requested'
            )
    )
SELECT
    p.member_id,
    s.shop,
    s.event_id,
    s.date,
    multiIf
    (
        {metric:String} = 'nps', toNullable(toDecimal128(multiIf(s.score >= 9, 1, s.score <= 6, -1, 0), 4)),
        {metric:String} = 'csat' AND s.score < 4, NULL,
        toNullable(toDecimal128(1, 4))
    ),
    if({metric:String} IN ('nps', 'csat'), toNullable(toDecimal128(1, 4)), NULL),
    multiIf
    (
        {metric:String} != 'return_rate', '',
        s.properties['order_id'] = '', concat('event:', s.event_id),
        concat('order:', s.properties['order_id'])
    )
FROM said AS s
LEFT JOIN people AS p ON p.node = s.node
WHERE multiIf
(
    {metric:String} = 'nps', s.score BETWEEN 0 AND 10,
    {metric:String} = 'csat', s.score BETWEEN 1 AND 5,
    true
);

INSERT INTO {found:Identifier} (member_id, shop, order_id, denominator)
SELECT member_id, shop, order_id, 1
FROM {purchases:Identifier}
WHERE {metric:String} IN ('complaint_rate', 'return_rate') AND in_window AND is_purchase;
