-- Who is who: links records that share a customer id, an e-mail, a phone or a
-- LINE user id. Everything goes to work tables; publish.sql swaps them in once
-- the tables that follow from them are right.
--
-- Identifiers are numbered by sipHash64(concat(kind, ':', value)). What the
-- config denies links nobody; what would join more than max_joined people (the
-- larger of: distinct customer ids of one shop, distinct e-mails, seen beside
-- it) is quarantined and links nobody either.

-- Records that say the same of a person, once.
CREATE TABLE {records:Identifier}
ENGINE = MergeTree
ORDER BY tuple()
AS
WITH
    (
        SELECT mapFromArrays(groupArray(toString(shop)), groupArray(toString(line_provider)))
        FROM shop_settings FINAL
        WHERE brand = {brand:String}
    ) AS providers
SELECT
    customer,
    any(customer_shop)                                                        AS shop,
    email,
    phone,
    line,
    if(customer = '', 0, sipHash64(concat('customer:', customer)))            AS customer_node,
    if(email = '', 0, sipHash64(concat('email:', email)))                     AS email_node,
    if(phone = '', 0, sipHash64(concat('phone:', phone)))                     AS phone_node,
    if(line = '', 0, sipHash64(concat('line:', line)))                        AS line_node,
    count()                                                                   AS records,
    min(first_seen)                                                           AS first_seen,
    max(last_seen)                                                            AS last_seen,
    min(known_on)                                                             AS known_on,
    argMin(evidence, (first_seen, evidence))                                  AS evidence,
    argMax(name, (name != '', last_seen, name))                               AS name
FROM
(
    SELECT
        if(customer_id = '', '', concat(shop, '/', customer_id))              AS customer,
        shop                                                                  AS customer_shop,
        email,
        phone,
        if(line_id = '', '', concat(providers[toString(shop)], '/', line_id)) AS line,
        placed_at                                                             AS first_seen,
        placed_at                                                             AS last_seen,
        toNullable(date)                                                      AS known_on,
        concat(shop, '/orders/', order_id)                                    AS evidence,
        name
    FROM orders FINAL
    WHERE brand = {brand:String} AND NOT test

    UNION ALL

    SELECT
        concat(shop, '/', customer_id),
        shop,
        email,
        phone,
        if(line_id = '', '', concat(providers[toString(shop)], '/', line_id)),
        ifNull(registered_at, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')),
        updated_at,
        registered_on,
        concat(shop, '/customers/', customer_id),
        name
    FROM customers FINAL
    WHERE brand = {brand:String}
)
WHERE customer != '' OR email != '' OR phone != '' OR line != ''
GROUP BY customer, email, phone, line;

-- Every identifier, how many people it would join, and whether it may.
CREATE TABLE {nodes:Identifier}
ENGINE = MergeTree
ORDER BY node
AS
SELECT
    *,
    multiIf
    (
        value IN {denied:Array(String)}, 'denied',
        joins > {max_joined:UInt32}, 'quarantined',
        'used'
    )                                                 AS state
FROM
(
    SELECT
        node,
        any(kind)                                         AS kind,
        any(value)                                        AS value,
        any(shop)                                         AS shop,
        greatest(max(customers), uniqExactIfMerge(emails)) AS joins,
        argMax(name, (name != '', last_seen, name))       AS name,
        min(known_on)                                     AS known_on,
        min(first_seen)                                   AS first_seen,
        max(last_seen)                                    AS last_seen
    FROM
    (
        SELECT
            identifier.1                                                          AS node,
            any(identifier.2)                                                     AS kind,
            any(identifier.3)                                                     AS value,
            any(if(identifier.2 = 'customer', r.shop, ''))                        AS shop,
            uniqExactIf(customer_node, customer_node != 0 AND identifier.2 != 'customer')   AS customers,
            uniqExactIfState(email_node, email_node != 0 AND identifier.2 != 'email')       AS emails,
            argMax(r.name, (r.name != '', r.last_seen, r.name))                   AS name,
            min(r.known_on)                                                       AS known_on,
            min(r.first_seen)                                                     AS first_seen,
            max(r.last_seen)                                                      AS last_seen
        FROM {records:Identifier} AS r
        ARRAY JOIN arrayFilter
        (
            i -> i.1 != 0,
            [
                (customer_node, 'customer', customer),
                (email_node, 'email', email),
                (phone_node, 'phone', phone),
                (line_node, 'line', line)
            ]
        ) AS identifier
        GROUP BY node, if(customer_node = 0, '', toString(r.shop))
    )
    GROUP BY node
);

-- Which identifiers stood in one record together, with the oldest such record.
CREATE TABLE {edges:Identifier} AS identity_edges;

INSERT INTO {edges:Identifier}
WITH
    blocked AS (SELECT node FROM {nodes:Identifier} WHERE state != 'used')
SELECT
    {brand:String}                                                            AS brand,
    least(pair.1.1, pair.2.1)                                                 AS a,
    greatest(pair.1.1, pair.2.1)                                              AS b,
    any(if(pair.1.1 <= pair.2.1, pair.1.2, pair.2.2))                         AS a_kind,
    any(if(pair.1.1 <= pair.2.1, pair.2.2, pair.1.2))                         AS b_kind,
    a NOT IN (SELECT node FROM blocked) AND b NOT IN (SELECT node FROM blocked) AS used,
    sum(r.records)                                                            AS records,
    argMin(r.evidence, (r.first_seen, r.evidence))                            AS evidence,
    min(r.first_seen)                                                         AS first_seen
FROM {records:Identifier} AS r
ARRAY JOIN arrayFilter
(
    p -> p.1.1 != 0 AND p.2.1 != 0,
    [
        ((customer_node, 'customer'), (email_node, 'email')),
        ((customer_node, 'customer'), (phone_node, 'phone')),
        ((customer_node, 'customer'), (line_node, 'line')),
        ((email_node, 'email'), (phone_node, 'phone')),
        ((email_node, 'email'), (line_node, 'line')),
        ((phone_node, 'phone'), (line_node, 'line'))
    ]
) AS pair
GROUP BY a, b;

-- A member is named after its oldest identifier: labels start with each
-- identifier's own age and number; label_step.sql spreads the smallest.
CREATE TABLE {labels:Identifier}
(
    node  UInt64,
    label Tuple(Int64, UInt64)
)
ENGINE = MergeTree
ORDER BY node;

INSERT INTO {labels:Identifier}
SELECT node, (toUnixTimestamp64Milli(first_seen), node)
FROM {nodes:Identifier}
WHERE state = 'used';
