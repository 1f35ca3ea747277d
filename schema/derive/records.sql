-- What the shops' records say of who is who: one row per order or customer and
-- what it says of a person, equal ones once. Only records of loads that were not
-- whole at the last derivation can say something else than they did; relink asks
-- for all of them, and full for all orders, which then aren't listed.

CREATE TABLE {touched_orders:Identifier}
(
    shop     LowCardinality(String),
    order_id String
)
ENGINE = MergeTree
ORDER BY (shop, order_id)
AS
SELECT DISTINCT shop, order_id
FROM orders
WHERE brand = {brand:String} AND NOT {full:Bool}
    AND load_id NOT IN
    (
        SELECT load_id
        FROM {done:Identifier}
        WHERE (load_id, version) IN (SELECT load_id, version FROM derived_loads WHERE brand = {brand:String})
    );

-- An order and what returns give back of it are derived together: what a return is worth
-- on its own depends on whether the order that it names is known. First the returns of
-- touched orders (also what they were once), then the orders that touched returns name.
INSERT INTO {touched_orders:Identifier}
SELECT DISTINCT shop, order_id
FROM orders
WHERE brand = {brand:String} AND NOT {full:Bool} AND return_of != ''
    AND (shop, return_of) IN (SELECT shop, order_id FROM {touched_orders:Identifier})
    AND (shop, order_id) NOT IN (SELECT shop, order_id FROM {touched_orders:Identifier});

INSERT INTO {touched_orders:Identifier}
SELECT DISTINCT shop, return_of
FROM
(
    SELECT shop, return_of FROM orders WHERE brand = {brand:String} AND NOT {full:Bool} AND return_of != '' AND (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier})
    UNION ALL
    SELECT shop, return_of FROM member_orders WHERE brand = {brand:String} AND NOT {full:Bool} AND return_of != '' AND (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier})
);

CREATE TABLE {touched_customers:Identifier}
(
    shop        LowCardinality(String),
    customer_id String
)
ENGINE = MergeTree
ORDER BY (shop, customer_id)
AS
SELECT DISTINCT shop, customer_id
FROM customers
WHERE brand = {brand:String} AND NOT {relink:Bool}
    AND load_id NOT IN
    (
        SELECT load_id
        FROM {done:Identifier}
        WHERE (load_id, version) IN (SELECT load_id, version FROM derived_loads WHERE brand = {brand:String})
    );

-- What the touched records say now. The oldest of equal ones names the shop and
-- the evidence; the time before each, as text, sorts as the pair would, and much
-- faster.
CREATE TABLE {said:Identifier} AS identity_records;

INSERT INTO {said:Identifier}
WITH
    (
        SELECT mapFromArrays(groupArray(toString(shop)), groupArray(toString(line_provider)))
        FROM shop_settings FINAL
        WHERE brand = {brand:String}
    ) AS providers
SELECT
    {brand:String}                                                            AS brand,
    record, shop, customer, email, phone, line, name,
    if(customer = '', 0, keyed(sipHash64(concat('customer:', customer))))     AS customer_node,
    if(email = '', 0, keyed(sipHash64(concat('email:', email))))              AS email_node,
    if(phone = '', 0, keyed(sipHash64(concat('phone:', phone))))              AS phone_node,
    if(line = '', 0, keyed(sipHash64(concat('line:', line))))                 AS line_node,
    records, first_seen, last_seen, known_on, evidence
FROM
(
    SELECT
        keyed(sipHash64('order', customer, email, phone, line, name))         AS record,
        substring(min(concat(toString(placed_at), ' ', shop)), 25)            AS shop,
        customer, email, phone, line, name,
        count()                                                               AS records,
        min(placed_at)                                                        AS first_seen,
        max(placed_at)                                                        AS last_seen,
        toNullable(min(date))                                                 AS known_on,
        substring(min(concat(toString(placed_at), ' ', shop, '/orders/', order_id)), 25) AS evidence
    FROM
    (
        SELECT
            shop, order_id, placed_at, date, email, phone, name,
            if(customer_id = '', '', concat(shop, '/', customer_id))              AS customer,
            if(line_id = '', '', concat(providers[toString(shop)], '/', line_id)) AS line
        FROM orders FINAL
        WHERE brand = {brand:String} AND NOT test
            AND ({relink:Bool} OR (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier}))
    )
    WHERE customer != '' OR email != '' OR phone != '' OR line != ''
    GROUP BY customer, email, phone, line, name

    UNION ALL

    SELECT
        keyed(sipHash64('customer', shop, customer_id)),
        shop,
        concat(shop, '/', customer_id), email, phone,
        if(line_id = '', '', concat(providers[toString(shop)], '/', line_id)),
        name,
        1,
        ifNull(registered_at, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')),
        updated_at,
        registered_on,
        concat(shop, '/customers/', customer_id)
    FROM customers FINAL
    WHERE brand = {brand:String}
        AND ({relink:Bool} OR (shop, customer_id) IN (SELECT shop, customer_id FROM {touched_customers:Identifier}))
);

-- The members who had the touched orders, and what these said before; also those
-- of whom only a tombstone is left by a run that was killed.
CREATE TABLE {owners:Identifier}
(
    member_id UInt64,
    record    UInt64
)
ENGINE = MergeTree
ORDER BY member_id
AS
SELECT DISTINCT member_id, record
FROM member_orders
WHERE brand = {brand:String} AND NOT {full:Bool}
    AND (shop, order_id) IN (SELECT shop, order_id FROM {touched_orders:Identifier});

CREATE TABLE {touched_records:Identifier}
(
    record UInt64
)
ENGINE = MergeTree
ORDER BY record
AS
SELECT DISTINCT record
FROM
(
    SELECT record FROM {said:Identifier}
    UNION ALL
    SELECT record FROM {owners:Identifier}
    UNION ALL
    SELECT keyed(sipHash64('customer', shop, customer_id)) FROM {touched_customers:Identifier}
)
WHERE NOT {relink:Bool} AND record != 0;

-- All that is said, with what orders that are not touched say the same as
-- touched ones do or did: these belong to the members of the same identifiers.
CREATE TABLE {records:Identifier} AS identity_records;

ALTER TABLE {records:Identifier} ATTACH PARTITION {brand:String} FROM identity_records;

DELETE FROM {records:Identifier} WHERE {relink:Bool} OR record IN (SELECT record FROM {touched_records:Identifier});

INSERT INTO {records:Identifier}
WITH
    before AS
    (
        SELECT *
        FROM identity_records
        WHERE brand = {brand:String} AND NOT {relink:Bool} AND record IN (SELECT record FROM {touched_records:Identifier})
    )
SELECT
    {brand:String}                                                            AS brand,
    record,
    substring(min(concat(toString(first_seen), ' ', shop)), 25)               AS shop,
    customer, email, phone, line, name, customer_node, email_node, phone_node, line_node,
    sum(records)                                                              AS records,
    min(first_seen)                                                           AS first_seen,
    max(last_seen)                                                            AS last_seen,
    min(known_on)                                                             AS known_on,
    substring(min(concat(toString(first_seen), ' ', evidence)), 25)           AS evidence
FROM
(
    SELECT * EXCEPT brand FROM {said:Identifier}

    UNION ALL

    SELECT
        o.record, o.shop, b.customer, b.email, b.phone, b.line, b.name, b.customer_node, b.email_node, b.phone_node, b.line_node,
        1, o.placed_at, o.placed_at, toNullable(o.date), concat(o.shop, '/orders/', o.order_id)
    FROM
    (
        SELECT record, shop, order_id, placed_at, date
        FROM member_orders FINAL
        WHERE brand = {brand:String}
            AND member_id IN
            (
                SELECT toUInt64(0)
                UNION ALL
                SELECT member_id
                FROM identity_nodes
                WHERE brand = {brand:String}
                    AND node IN (SELECT arrayJoin([customer_node, email_node, phone_node, line_node]) FROM before)
            )
            AND record IN (SELECT record FROM before)
            AND (shop, order_id) NOT IN (SELECT shop, order_id FROM {touched_orders:Identifier})
    ) AS o
    INNER JOIN before AS b ON b.record = o.record
)
GROUP BY record, customer, email, phone, line, name, customer_node, email_node, phone_node, line_node;
