-- Late changes of what isn't an order, with the first business date that each touches:
-- events and costs of loads that were not whole at the last derivation, events
-- whose identifier is another member's now, purchases with a referral code of such an
-- identifier, and products in another category.
-- Rows of a load that never ends are late once, when they are first seen. Before
-- the first derivation ended nothing was published that could be late.
CREATE TABLE {late:Identifier}
(
    kind    LowCardinality(String),
    shop    LowCardinality(String),
    load_id LowCardinality(String),
    subject String,
    was     String,
    now_is  String,
    since   Date,
    until   Date,
    records UInt64
)
ENGINE = MergeTree
ORDER BY since;

INSERT INTO {late:Identifier}
WITH
    (SELECT max(version) FROM derivations FINAL WHERE brand = {brand:String} AND whole) AS last_one,
    derived AS
    (
        SELECT load_id
        FROM {done:Identifier}
        WHERE (load_id, version) IN (SELECT load_id, version FROM derived_loads WHERE brand = {brand:String})
    ),
    late_events AS
    (
        SELECT shop, event_id
        FROM events
        WHERE brand = {brand:String} AND last_one > 0 AND load_id NOT IN (SELECT load_id FROM derived)
            AND (version > last_one OR load_id IN (SELECT load_id FROM {done:Identifier}))
    )
SELECT 'events', event_shop, event_load, '', '', '', first_on, max(last_on), count()
FROM
(
    SELECT
        toString(shop)                       AS event_shop,
        toString(argMax(load_id, version))   AS event_load,
        min(least(date, first_date))         AS first_on,
        max(date)                            AS last_on
    FROM events
    WHERE brand = {brand:String} AND (shop, event_id) IN (SELECT shop, event_id FROM late_events)
    GROUP BY shop, event_id
)
GROUP BY event_shop, event_load, first_on

UNION ALL

SELECT 'costs', toString(shop), toString(load_id), '', '', '', date, date, count()
FROM costs
WHERE brand = {brand:String} AND load_id NOT IN (SELECT load_id FROM derived)
    AND (version > last_one OR load_id IN (SELECT load_id FROM {done:Identifier}))
GROUP BY shop, load_id, date;

CREATE TABLE {recategorised:Identifier}
(
    code   String,
    was    String,
    now_is String
)
ENGINE = MergeTree
ORDER BY code
AS
SELECT n.code AS code, w.kind AS was, n.kind AS now_is
FROM (SELECT code, kind FROM product_categories WHERE brand = {brand:String}) AS n
LEFT JOIN (SELECT code, kind FROM seen_categories FINAL WHERE brand = {brand:String}) AS w ON w.code = n.code
WHERE n.kind != w.kind;

-- Only lines that name no category of their own follow their product's. The orders
-- that may have such a line are looked for first, in one column and without FINAL.
INSERT INTO {late:Identifier}
WITH
    (SELECT count() FROM {recategorised:Identifier}) AS moved,
    with_them AS
    (
        SELECT member_id, shop, order_id
        FROM member_orders
        ARRAY JOIN `goods.code` AS code
        WHERE brand = {brand:String} AND moved > 0 AND concat(shop, '/', code) IN (SELECT code FROM {recategorised:Identifier})
    )
SELECT
    'product',
    s.shop,
    d.load_id,
    substring(s.goods_code, position(s.goods_code, '/') + 1),
    r.was,
    r.now_is,
    s.first_on,
    s.last_on,
    s.orders
FROM
(
    SELECT toString(shop) AS shop, toString(code) AS goods_code, min(date) AS first_on, max(date) AS last_on, uniqExact(order_id) AS orders
    FROM member_orders FINAL
    ARRAY JOIN `goods.code` AS code, `goods.category` AS category
    WHERE brand = {brand:String} AND (member_id, shop, order_id) IN (SELECT member_id, shop, order_id FROM with_them)
        AND category = '' AND concat(shop, '/', code) IN (SELECT code FROM {recategorised:Identifier})
    GROUP BY shop, code
) AS s
INNER JOIN {recategorised:Identifier} AS r ON r.code = concat(s.shop, '/', s.goods_code)
LEFT JOIN
(
    SELECT code, toString(argMax(load_id, version)) AS load_id
    FROM (SELECT shop, sku, product_id, load_id, version FROM products WHERE brand = {brand:String})
    ARRAY JOIN [concat(shop, '/sku/', sku), concat(shop, '/id/', product_id)] AS code
    WHERE code IN (SELECT code FROM {recategorised:Identifier})
    GROUP BY code
) AS d ON d.code = concat(s.shop, '/', s.goods_code);

-- Identifiers that are another member's than before, also those that were
-- nobody's and those that are gone.
INSERT INTO {late:Identifier}
WITH
    moved AS
    (
        SELECT node, maxIf(member_id, NOT is_new) AS was, maxIf(member_id, is_new) AS now_is
        FROM
        (
            SELECT node, member_id, true AS is_new
            FROM {new_nodes:Identifier}
            WHERE {relink:Bool}
                OR node IN (SELECT node FROM {touched_nodes:Identifier})
                OR node IN (SELECT node FROM {labels:Identifier})
            UNION ALL
            SELECT node, member_id, false
            FROM identity_nodes
            WHERE brand = {brand:String}
                AND
                (
                    {relink:Bool}
                    OR node IN (SELECT node FROM {touched_nodes:Identifier})
                    OR node IN (SELECT node FROM {labels:Identifier})
                    OR member_id IN (SELECT member_id FROM {reopened:Identifier})
                )
        )
        GROUP BY node
        HAVING was != now_is
    )
SELECT 'member', '', '', '', toString(m.was), toString(m.now_is), min(e.date), max(e.date), uniqExact(e.shop, e.event_id)
FROM
(
    SELECT node, date, toString(shop) AS shop, event_id
    FROM events
    WHERE brand = {brand:String} AND node IN (SELECT node FROM moved)
        AND (SELECT count() FROM derivations FINAL WHERE brand = {brand:String} AND whole) > 0

    UNION ALL

    -- Whose referral code it is decides whom a purchase with it invites.
    SELECT c.holder, p.bought_on, p.sold_at, p.sold
    FROM
    (
        SELECT member_id AS holder, upper(code) AS held
        FROM referral_codes
        WHERE brand = {brand:String} AND member_id IN (SELECT node FROM moved)
            AND (SELECT count() FROM derivations FINAL WHERE brand = {brand:String} AND whole) > 0
    ) AS c
    INNER JOIN
    (
        SELECT toString(shop) AS carried_at, order_id AS carried_by, arrayJoin(arrayMap(written -> upper(written), coupons)) AS carried
        FROM orders
        WHERE brand = {brand:String} AND notEmpty(coupons)
    ) AS o ON o.carried = c.held
    INNER JOIN
    (
        SELECT toString(shop) AS sold_at, order_id AS sold, date AS bought_on
        FROM member_orders
        WHERE brand = {brand:String}
            AND (toString(shop), order_id) IN (SELECT toString(shop), order_id FROM orders WHERE brand = {brand:String} AND notEmpty(coupons))
    ) AS p ON p.sold_at = o.carried_at AND p.sold = o.carried_by
) AS e
INNER JOIN moved AS m ON m.node = e.node
GROUP BY m.was, m.now_is;
