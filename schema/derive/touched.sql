-- What has to be derived again: orders of loads that were not whole at the last
-- derivation, and the members who had them, have them now, or whose identifiers
-- moved.

-- Identifiers that were quarantined or denied and are not any more, or the other
-- way round: they tie other orders to members than before.
CREATE TABLE {turned:Identifier}
ENGINE = MergeTree
ORDER BY (kind, value)
AS
SELECT n.kind AS kind, n.value AS value
FROM {new_nodes:Identifier} AS n
INNER JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS o ON o.node = n.node
WHERE (n.member_id = 0) != (o.member_id = 0);

CREATE TABLE {touched_orders:Identifier}
ENGINE = MergeTree
ORDER BY (shop, order_id)
AS
SELECT DISTINCT shop, order_id
FROM
(
    SELECT shop, order_id
    FROM orders
    WHERE brand = {brand:String}
        AND
        (
            {full:Bool}
            OR load_id NOT IN
            (
                SELECT load_id
                FROM {done:Identifier}
                WHERE (load_id, version) IN (SELECT load_id, version FROM derived_loads WHERE brand = {brand:String})
            )
        )
    UNION ALL
    SELECT shop, order_id
    FROM orders
    WHERE brand = {brand:String}
        AND (SELECT count() FROM {turned:Identifier}) > 0
        AND
        (
            email IN (SELECT value FROM {turned:Identifier} WHERE kind = 'email')
            OR phone IN (SELECT value FROM {turned:Identifier} WHERE kind = 'phone')
            OR concat(shop, '/', customer_id) IN (SELECT value FROM {turned:Identifier} WHERE kind = 'customer')
            OR line_id IN (SELECT splitByChar('/', value)[-1] FROM {turned:Identifier} WHERE kind = 'line')
        )
);

-- The orders as they are now, with the rules of their shop.
CREATE TABLE {fresh:Identifier}
ENGINE = MergeTree
ORDER BY (shop, order_id)
AS
WITH blocked AS (SELECT node FROM {new_nodes:Identifier} WHERE member_id = 0)
SELECT
    o.shop                                                                    AS shop,
    o.order_id                                                                AS order_id,
    if(o.customer_id = '', 0, sipHash64(concat('customer:', o.shop, '/', o.customer_id)))                       AS customer_node,
    if(o.email = '', 0, sipHash64(concat('email:', o.email)))                 AS email_node,
    if(o.phone = '', 0, sipHash64(concat('phone:', o.phone)))                 AS phone_node,
    if(o.line_id = '', 0, sipHash64(concat('line:', s.line_provider, '/', o.line_id)))                          AS line_node,
    multiIf
    (
        customer_node != 0 AND customer_node NOT IN (SELECT node FROM blocked), customer_node,
        email_node != 0 AND email_node NOT IN (SELECT node FROM blocked), email_node,
        phone_node != 0 AND phone_node NOT IN (SELECT node FROM blocked), phone_node,
        line_node != 0 AND line_node NOT IN (SELECT node FROM blocked), line_node,
        0
    )                                                                         AS anchor,
    o.placed_at                                                               AS placed_at,
    o.date                                                                    AS date,
    o.cancelled                                                               AS cancelled,
    multiIf(s.counts_when = 'placed', o.placed, s.counts_when = 'fulfilled', o.fulfilled, o.paid)
        AND NOT o.cancelled
        AND NOT (o.refunded > 0 AND o.refunded >= o.total)
        AND (o.total > 0 OR (s.count_zero_totals AND o.total = 0))            AS is_purchase,
    if(is_purchase, o.total - o.refunded, 0)                                  AS revenue,
    o.total                                                                   AS total,
    o.discount                                                                AS discount,
    o.shipping                                                                AS shipping,
    o.tax                                                                     AS tax,
    arraySum(o.`lines.quantity`)                                              AS units,
    if
    (
        empty(o.`lines.cost`) OR arrayExists(c -> isNull(c), o.`lines.cost`),
        NULL,
        toNullable(toDecimal64(arraySum(arrayMap(c -> assumeNotNull(c), o.`lines.cost`)), 4))
    )                                                                         AS cost,
    o.`refunds.date`                                                          AS refund_dates,
    o.`refunds.amount`                                                        AS refund_amounts
FROM (SELECT * FROM orders FINAL WHERE brand = {brand:String} AND NOT test) AS o
LEFT JOIN (SELECT * FROM shop_settings FINAL WHERE brand = {brand:String}) AS s ON s.shop = o.shop
WHERE {full:Bool} OR (o.shop, o.order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier});

CREATE TABLE {touched_members:Identifier}
ENGINE = MergeTree
ORDER BY member_id
AS
SELECT DISTINCT member_id
FROM
(
    SELECT member_id
    FROM member_orders FINAL
    WHERE brand = {brand:String}
        AND ({full:Bool} OR (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier}))
    UNION ALL
    SELECT n.member_id AS member_id
    FROM {fresh:Identifier} AS f
    INNER JOIN {new_nodes:Identifier} AS n ON n.node = f.anchor
    UNION ALL
    SELECT arrayJoin([o.member_id, n.member_id]) AS member_id
    FROM (SELECT * FROM identity_nodes WHERE brand = {brand:String}) AS o
    LEFT JOIN {new_nodes:Identifier} AS n ON n.node = o.node
    WHERE o.member_id != n.member_id
    UNION ALL
    SELECT if(o.member_id != 0, o.member_id, n.member_id) AS member_id
    FROM (SELECT * FROM members WHERE brand = {brand:String}) AS o
    FULL JOIN {new_members:Identifier} AS n ON n.member_id = o.member_id
    WHERE ifNull(o.known_on, toDate(0)) != ifNull(n.known_on, toDate(0))
    UNION ALL
    SELECT member_id FROM {new_members:Identifier} WHERE {full:Bool}
)
WHERE member_id != 0;
