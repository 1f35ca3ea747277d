-- What came late beside orders, with the first business date that it touches:
-- events and costs of loads that were not whole at the last derivation, events
-- whose identifier is another member's now, and products in another category.
-- Rows of a load that never ends come late once, when they are first seen.
CREATE TABLE {late:Identifier}
(
    what  LowCardinality(String),
    since Date
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
    told AS
    (
        SELECT shop, event_id
        FROM events
        WHERE brand = {brand:String} AND load_id NOT IN (SELECT load_id FROM derived)
            AND (version > last_one OR load_id IN (SELECT load_id FROM {done:Identifier}))
    ),
    described AS
    (
        SELECT DISTINCT shop, if(sku = '', product_id, sku) AS product
        FROM products
        WHERE brand = {brand:String} AND load_id NOT IN (SELECT load_id FROM derived)
            AND (version > last_one OR load_id IN (SELECT load_id FROM {done:Identifier}))
    )
SELECT 'events', min(least(date, first_date))
FROM events
WHERE brand = {brand:String} AND (shop, event_id) IN (SELECT shop, event_id FROM told)
HAVING count() > 0

UNION ALL

SELECT 'costs', min(date)
FROM costs
WHERE brand = {brand:String} AND load_id NOT IN (SELECT load_id FROM derived)
    AND (version > last_one OR load_id IN (SELECT load_id FROM {done:Identifier}))
HAVING count() > 0

UNION ALL

SELECT 'products', min(date)
FROM
(
    SELECT shop, date, if(sku = '', product, sku) AS bought
    FROM orders
    ARRAY JOIN `lines.sku` AS sku, `lines.product` AS product, `lines.category` AS category
    WHERE brand = {brand:String} AND category = '' AND (SELECT count() FROM described) > 0
)
WHERE (shop, bought) IN (SELECT shop, product FROM described)
HAVING count() > 0;

-- Identifiers that are another member's than before, also those that were
-- nobody's and those that are gone.
INSERT INTO {late:Identifier}
WITH
    moved AS
    (
        SELECT node
        FROM
        (
            SELECT node, member_id
            FROM {new_nodes:Identifier}
            WHERE {relink:Bool}
                OR node IN (SELECT node FROM {touched_nodes:Identifier})
                OR node IN (SELECT node FROM {labels:Identifier})
            UNION ALL
            SELECT node, member_id
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
        HAVING count() = 1 OR min(member_id) != max(member_id)
    )
SELECT 'people', min(date)
FROM events
WHERE brand = {brand:String} AND node IN (SELECT node FROM moved)
HAVING count() > 0;
