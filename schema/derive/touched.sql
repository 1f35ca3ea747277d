-- What has to be derived again: the touched orders (records.sql), and the members
-- who had them, have them now, or whose identifiers moved.

-- Identifiers that were quarantined or denied and no longer are, or the other
-- way round: they tie other orders to members than before.
CREATE TABLE {turned:Identifier}
(
    kind  LowCardinality(String),
    value String
)
ENGINE = MergeTree
ORDER BY (kind, value)
AS
SELECT n.kind AS kind, n.value AS value
FROM {new_nodes:Identifier} AS n
INNER JOIN
(
    SELECT node, member_id
    FROM identity_nodes
    WHERE brand = {brand:String} AND ({relink:Bool} OR node IN (SELECT node FROM {touched_nodes:Identifier}))
) AS o ON o.node = n.node
WHERE (n.member_id = 0) != (o.member_id = 0);

INSERT INTO {touched_orders:Identifier}
SELECT DISTINCT shop, order_id
FROM orders
WHERE brand = {brand:String}
    AND NOT {full:Bool}
    AND (SELECT count() FROM {turned:Identifier}) > 0
    AND
    (
        email IN (SELECT value FROM {turned:Identifier} WHERE kind = 'email')
        OR phone IN (SELECT value FROM {turned:Identifier} WHERE kind = 'phone')
        OR concat(shop, '/', customer_id) IN (SELECT value FROM {turned:Identifier} WHERE kind = 'customer')
        OR line_id IN (SELECT splitByChar('/', value)[-1] FROM {turned:Identifier} WHERE kind = 'line')
    );

-- The returns that name an order which is known: refunds of that order. Few orders name
-- another one, so that these are looked for first.
CREATE TABLE {returns:Identifier}
(
    shop      LowCardinality(String),
    return_of String,
    order_id  String,
    date      Date,
    total     Decimal(18, 4),
    returned  Decimal(18, 4),
    currency  LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (shop, return_of, order_id)
AS
WITH
    naming AS
    (
        SELECT shop, return_of, order_id, date, total, returned, currency
        FROM orders FINAL
        WHERE brand = {brand:String} AND return_of != '' AND return_of != order_id AND total < 0
            AND placed AND NOT test AND NOT cancelled AND NOT unmapped
            AND (shop, order_id) IN
            (
                SELECT shop, order_id
                FROM orders
                WHERE brand = {brand:String} AND return_of != ''
                    AND ({full:Bool} OR (shop, return_of) IN (SELECT shop, order_id FROM {touched_orders:Identifier}))
            )
    )
SELECT *
FROM naming
WHERE (shop, return_of) IN
(
    SELECT shop, order_id
    FROM orders FINAL
    WHERE brand = {brand:String} AND total >= 0 AND NOT test AND (shop, order_id) IN (SELECT shop, return_of FROM naming)
);

-- The touched orders (with full, all) as they are now, with the rules of their
-- shop, each under the member to whom its identifier belongs now.
--
-- The revenue is shared by the lines' amounts in ten-thousandths: each line gets
-- what the lines up to it get together, rounded down, less what those before it
-- got, so that the shares add up exactly.
--
-- Gift cards are money in advance: their lines are taken out of the order, and an order
-- of nothing else is no purchase, unless its shop counts them. A return is no purchase:
-- it is a refund of the order that it names, in that order's rate, and where this isn't
-- known its amount counts on its own date.
CREATE TABLE {input:Identifier}
(
    member_id        UInt64,
    shop             LowCardinality(String),
    order_id         String,
    anchor           UInt64,
    record           UInt64,
    placed_at        DateTime64(3, 'UTC'),
    date             Date,
    is_purchase      Bool,
    cancelled        Bool,
    revenue          Decimal(18, 4),
    total            Decimal(18, 4),
    discount         Decimal(18, 4),
    shipping         Decimal(18, 4),
    tax              Decimal(18, 4),
    units            Float64,
    cost             Nullable(Decimal(18, 4)),
    `goods.code`     Array(LowCardinality(String)),
    `goods.category` Array(String),
    `goods.units`    Array(Decimal(18, 4)),
    `goods.revenue`  Array(Decimal(18, 4)),
    `refunds.date`   Array(Date),
    `refunds.amount` Array(Decimal(18, 4)),
    returned         Decimal(18, 4),
    return_of        String
)
ENGINE = MergeTree
ORDER BY (member_id % 8, member_id, placed_at, shop, order_id)
AS
WITH
    blocked AS (SELECT node FROM {new_nodes:Identifier} WHERE member_id = 0),
    given_back AS
    (
        SELECT
            shop,
            return_of                                                                 AS of_order,
            arraySort(groupArray((order_id, date, total, returned, toString(currency)))) AS all_of
        FROM {returns:Identifier}
        GROUP BY shop, return_of
    ),
    current AS
    (
        SELECT
            o.shop                                                                    AS shop,
            o.order_id                                                                AS order_id,
            if(o.customer_id = '', 0, keyed(sipHash64(concat('customer:', o.shop, '/', o.customer_id))))        AS customer_node,
            if(o.email = '', 0, keyed(sipHash64(concat('email:', o.email))))          AS email_node,
            if(o.phone = '', 0, keyed(sipHash64(concat('phone:', o.phone))))          AS phone_node,
            if(o.line_id = '', 0, keyed(sipHash64(concat('line:', s.line_provider, '/', o.line_id))))           AS line_node,
            multiIf
            (
                customer_node != 0 AND customer_node NOT IN (SELECT node FROM blocked), customer_node,
                email_node != 0 AND email_node NOT IN (SELECT node FROM blocked), email_node,
                phone_node != 0 AND phone_node NOT IN (SELECT node FROM blocked), phone_node,
                line_node != 0 AND line_node NOT IN (SELECT node FROM blocked), line_node,
                0
            )                                                                         AS anchor,
            if
            (
                o.customer_id = '' AND o.email = '' AND o.phone = '' AND o.line_id = '',
                0,
                keyed(sipHash64(
                    'order',
                    if(o.customer_id = '', '', concat(o.shop, '/', o.customer_id)),
                    o.email,
                    o.phone,
                    if(o.line_id = '', '', concat(s.line_provider, '/', o.line_id)),
                    o.name))
            )                                                                         AS record,
            o.placed_at                                                               AS placed_at,
            o.date                                                                    AS date,
            multiIf(s.counts_when = 'placed', o.placed, s.counts_when = 'fulfilled', o.fulfilled, o.paid)
                AND NOT o.cancelled
                AND NOT o.unmapped
                AND NOT (back > 0 AND back >= o.total)
                AND NOT (has_gift AND empty(kept_lines))
                AND (worth > 0 OR (s.count_zero_totals AND worth = 0))                AS is_purchase,
            o.cancelled                                                               AS cancelled,
            toDecimal64(if(is_purchase, greatest(worth - back, toDecimal64(0, 4)), 0), 4) AS revenue,
            has(o.`lines.gift`, true) AND NOT s.count_gift_cards                      AS has_gift,
            -- Those of the lines that count: all, where none is a gift card.
            if(has_gift, arrayFilter(i -> NOT o.`lines.gift`[i], arrayEnumerate(o.`lines.gift`)), CAST([], 'Array(UInt32)')) AS kept_lines,
            toDecimal64(o.total - if(has_gift, arraySum(arrayMap((a, g) -> if(g, a, toDecimal64(0, 4)), o.`lines.amount`, o.`lines.gift`)), 0), 4) AS worth,
            if(has_gift, arrayMap(i -> o.`lines.sku`[i], kept_lines), o.`lines.sku`)           AS line_skus,
            if(has_gift, arrayMap(i -> o.`lines.product`[i], kept_lines), o.`lines.product`)   AS line_products,
            if(has_gift, arrayMap(i -> o.`lines.category`[i], kept_lines), o.`lines.category`) AS line_categories,
            if(has_gift, arrayMap(i -> o.`lines.quantity`[i], kept_lines), o.`lines.quantity`) AS line_quantities,
            if(has_gift, arrayMap(i -> o.`lines.amount`[i], kept_lines), o.`lines.amount`)     AS line_amounts,
            if(has_gift, arrayMap(i -> o.`lines.cost`[i], kept_lines), o.`lines.cost`)         AS line_costs,
            -- What its returns give back of it, in its own currency's rate.
            arrayMap(r -> if(r.5 = o.currency, toDecimal64(round(toDecimal128(r.4, 4) * o.rate, 4), 4), toDecimal64(-r.3, 4)), if(o.total < 0, CAST([], 'Array(Tuple(String, Date, Decimal(18, 4), Decimal(18, 4), String))'), g.all_of)) AS given,
            o.total < 0 AND o.placed AND NOT o.cancelled AND NOT o.unmapped
                AND (o.shop, o.order_id) NOT IN (SELECT shop, order_id FROM {returns:Identifier}) AS is_return,
            toDecimal64(if(is_return, greatest(-worth, toDecimal64(0, 4)), 0), 4)     AS gave,
            if(o.total < 0, o.return_of, '')                                          AS gave_of,
            toDecimal64(o.refunded + arraySum(given), 4)                              AS back,
            o.discount                                                                AS discount,
            o.shipping                                                                AS shipping,
            o.tax                                                                     AS tax,
            arraySum(line_quantities)                                                 AS units,
            if
            (
                empty(line_costs) OR arrayExists(c -> isNull(c), line_costs),
                NULL,
                toNullable(toDecimal64(arraySum(arrayMap(c -> assumeNotNull(c), line_costs)), 4))
            )                                                                         AS cost,
            arrayMap
            (
                (sku, product) -> multiIf(sku != '', concat('sku/', sku), product != '', concat('id/', product), ''),
                if(is_purchase, line_skus, []), if(is_purchase, line_products, [])
            )                                                                         AS codes,
            arrayMap(q -> toInt64(round(q * 10000)), if(is_purchase, line_quantities, [])) AS pieces,
            arrayCumSum(arrayMap(a -> toInt128(greatest(reinterpretAsInt64(a), 0)), if(is_purchase, line_amounts, []))) AS sums,
            arrayMap
            (
                a -> if(sums[-1] = 0, toInt64(0), toInt64(intDiv(toInt128(reinterpretAsInt64(revenue)) * a, greatest(sums[-1], 1)))),
                sums
            )                                                                         AS shared,
            arrayPopFront(arrayDifference(arrayPushFront(shared, toInt64(0))))        AS shares,
            CAST(codes, 'Array(LowCardinality(String))')                              AS `goods.code`,
            if(is_purchase, line_categories, [])                                   AS `goods.category`,
            arrayMap(p -> reinterpret(p, 'Decimal(18, 4)'), pieces)                   AS `goods.units`,
            arrayMap(p -> reinterpret(p, 'Decimal(18, 4)'), shares)                   AS `goods.revenue`,
            multiIf(is_return, [o.date], o.total < 0, CAST([], 'Array(Date)'), arrayConcat(o.`refunds.date`, arrayMap(r -> r.2, g.all_of))) AS `refunds.date`,
            multiIf(is_return, [gave], o.total < 0, CAST([], 'Array(Decimal(18, 4))'), arrayConcat(o.`refunds.amount`, given)) AS `refunds.amount`
        FROM
        (
            SELECT *
            FROM orders FINAL
            WHERE brand = {brand:String} AND NOT test
                AND ({full:Bool} OR (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier}))
        ) AS o
        LEFT JOIN (SELECT * FROM shop_settings FINAL WHERE brand = {brand:String}) AS s ON s.shop = o.shop
        LEFT JOIN given_back AS g ON g.shop = o.shop AND g.of_order = o.order_id
    )
SELECT
    n.member_id AS member_id,
    shop, order_id, anchor, record, placed_at, date, is_purchase, cancelled, revenue, worth AS total, discount, shipping, tax, units, cost,
    `goods.code`, `goods.category`, `goods.units`, `goods.revenue`, `refunds.date`, `refunds.amount`, gave AS returned, gave_of AS return_of
FROM current AS o
LEFT JOIN
(
    SELECT node, member_id
    FROM {new_nodes:Identifier}
    WHERE {relink:Bool}
        OR node IN (SELECT node FROM {touched_nodes:Identifier})
        OR (SELECT count() FROM {turned:Identifier}) > 0
) AS n ON n.node = o.anchor;

-- Members who are known or registered from another date on than before, are new
-- or are gone, with the earliest date that this touches.
CREATE TABLE {redated:Identifier}
(
    member_id UInt64,
    was       Array(Date),
    now       Array(Date),
    since     Date
)
ENGINE = MergeTree
ORDER BY member_id
AS
SELECT
    if(o.member_id != 0, o.member_id, n.member_id)    AS member_id,
    arrayMap(d -> ifNull(d, toDate('2149-06-06')), [o.known_on, o.registered_on]) AS was,
    arrayMap(d -> ifNull(d, toDate('2149-06-06')), [n.known_on, n.registered_on]) AS now,
    arrayMin(arrayMap((w, i) -> if(w = i, toDate('2149-06-06'), least(w, i)), was, now)) AS since
FROM
(
    SELECT member_id, known_on, registered_on
    FROM members
    WHERE brand = {brand:String} AND ({relink:Bool} OR member_id IN (SELECT member_id FROM {reopened:Identifier}))
) AS o
FULL JOIN
(
    SELECT member_id, known_on, registered_on
    FROM {new_members:Identifier}
    WHERE {relink:Bool} OR member_id IN (SELECT label.2 FROM {labels:Identifier})
) AS n ON n.member_id = o.member_id
WHERE was != now;

CREATE TABLE {touched_members:Identifier}
(
    member_id UInt64
)
ENGINE = MergeTree
ORDER BY member_id
AS
SELECT DISTINCT member_id
FROM
(
    SELECT member_id FROM {owners:Identifier}
    UNION ALL
    SELECT member_id
    FROM member_orders FINAL
    WHERE brand = {brand:String}
        AND ({full:Bool} OR (SELECT count() FROM {turned:Identifier}) > 0)
        AND ({full:Bool} OR (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier}))
    UNION ALL
    SELECT member_id
    FROM {input:Identifier}
    WHERE NOT {full:Bool}
    UNION ALL
    SELECT arrayJoin([o.member_id, n.member_id]) AS member_id
    FROM
    (
        SELECT node, member_id
        FROM identity_nodes
        WHERE brand = {brand:String}
            AND
            (
                {relink:Bool}
                OR node IN (SELECT node FROM {touched_nodes:Identifier})
                OR member_id IN (SELECT member_id FROM {reopened:Identifier})
            )
    ) AS o
    LEFT JOIN
    (
        SELECT node, member_id
        FROM {new_nodes:Identifier}
        WHERE {relink:Bool}
            OR node IN (SELECT node FROM {touched_nodes:Identifier})
            OR node IN (SELECT node FROM {labels:Identifier})
    ) AS n ON n.node = o.node
    WHERE o.member_id != n.member_id
    UNION ALL
    SELECT member_id FROM {redated:Identifier}
    UNION ALL
    SELECT member_id FROM {new_members:Identifier} WHERE {full:Bool}
)
WHERE member_id != 0;
