-- Which identifiers there are and which of them stood in one record together.
-- Everything goes to work tables; they are swapped in once the tables that follow
-- from them are right.
--
-- Identifiers are numbered by keyed(sipHash64(concat(kind, ':', value))). What the
-- config denies links nobody, nor does what shops write in the place of a person who
-- was anonymised, or of a guest's customer id; what would join more than max_joined people (the
-- larger of: distinct customer ids of one shop, distinct e-mails, seen with
-- it) is quarantined and links nobody either; nor do two that a person has separated
-- (identity_splits). Only identifiers of records that changed, or of links that were undone
-- or made good again, can be others than they were (touched_nodes).

CREATE TABLE {touched_nodes:Identifier}
(
    node UInt64
)
ENGINE = MergeTree
ORDER BY node
AS
SELECT DISTINCT node
FROM
(
    SELECT record, customer_node, email_node, phone_node, line_node
    FROM identity_records
    WHERE brand = {brand:String} AND NOT {relink:Bool} AND record IN (SELECT record FROM {touched_records:Identifier})
    UNION ALL
    SELECT record, customer_node, email_node, phone_node, line_node
    FROM {records:Identifier}
    WHERE NOT {relink:Bool} AND record IN (SELECT record FROM {touched_records:Identifier})
    UNION ALL
    SELECT 0, a, b, 0, 0
    FROM identity_edges
    WHERE brand = {brand:String} AND NOT {relink:Bool}
        AND (a, b, used) IN (SELECT a, b, active FROM identity_splits FINAL WHERE brand = {brand:String})
)
ARRAY JOIN [customer_node, email_node, phone_node, line_node] AS node
WHERE node != 0;

-- The records that show a touched identifier.
CREATE TABLE {showing:Identifier}
(
    brand         LowCardinality(String),
    record        UInt64,
    shop          LowCardinality(String),
    customer      String,
    email         String,
    phone         String,
    line          String,
    name          String,
    customer_node UInt64,
    email_node    UInt64,
    phone_node    UInt64,
    line_node     UInt64,
    records       UInt64,
    first_seen    DateTime64(3, 'UTC'),
    last_seen     DateTime64(3, 'UTC'),
    known_on      Nullable(Date),
    evidence      String
)
ENGINE = MergeTree
ORDER BY tuple()
AS
WITH touched AS (SELECT node FROM {touched_nodes:Identifier})
SELECT *
FROM {records:Identifier}
WHERE {relink:Bool}
    OR customer_node IN (SELECT node FROM touched)
    OR email_node IN (SELECT node FROM touched)
    OR phone_node IN (SELECT node FROM touched)
    OR line_node IN (SELECT node FROM touched);

-- Every touched identifier, how many people it would join, and whether it may.
-- The last name and the first shop stand behind their times, as in records.sql.
CREATE TABLE {nodes:Identifier}
(
    node       UInt64,
    kind       String,
    value      String,
    shop       String,
    joins      UInt64,
    name       String,
    known_on   Nullable(Date),
    first_shop String,
    first_seen DateTime64(3, 'UTC'),
    last_seen  DateTime64(3, 'UTC'),
    state      String
)
ENGINE = MergeTree
ORDER BY node
AS
SELECT
    *,
    multiIf
    (
        value IN {denied:Array(String)} OR match(value, {nobody:String}), 'denied',
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
        substring(max(if(name = '', '', concat(toString(last_seen), ' ', name))), 25) AS name,
        min(known_on)                                     AS known_on,
        substring(min(concat(toString(first_seen), ' ', first_shop)), 25) AS first_shop,
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
            substring(max(if(r.name = '', '', concat(toString(r.last_seen), ' ', r.name))), 25) AS name,
            min(r.known_on)                                                       AS known_on,
            substring(min(concat(toString(r.first_seen), ' ', r.shop)), 25)       AS first_shop,
            min(r.first_seen)                                                     AS first_seen,
            max(r.last_seen)                                                      AS last_seen
        FROM {showing:Identifier} AS r
        ARRAY JOIN arrayFilter
        (
            i -> i.1 != 0 AND ({relink:Bool} OR i.1 IN (SELECT node FROM {touched_nodes:Identifier})),
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

ALTER TABLE {edges:Identifier} ATTACH PARTITION {brand:String} FROM identity_edges;

DELETE FROM {edges:Identifier}
WHERE {relink:Bool}
    OR a IN (SELECT node FROM {touched_nodes:Identifier})
    OR b IN (SELECT node FROM {touched_nodes:Identifier});

INSERT INTO {edges:Identifier}
WITH
    blocked AS
    (
        SELECT node FROM {nodes:Identifier} WHERE state != 'used'
        UNION ALL
        SELECT node
        FROM identity_nodes
        WHERE brand = {brand:String} AND state != 'used' AND NOT {relink:Bool} AND node NOT IN (SELECT node FROM {touched_nodes:Identifier})
    )
SELECT
    {brand:String}                                                            AS brand,
    least(pair.1.1, pair.2.1)                                                 AS a,
    greatest(pair.1.1, pair.2.1)                                              AS b,
    any(if(pair.1.1 <= pair.2.1, pair.1.2, pair.2.2))                         AS a_kind,
    any(if(pair.1.1 <= pair.2.1, pair.2.2, pair.1.2))                         AS b_kind,
    a NOT IN (SELECT node FROM blocked) AND b NOT IN (SELECT node FROM blocked)
        AND (a, b) NOT IN (SELECT a, b FROM identity_splits FINAL WHERE brand = {brand:String} AND active) AS used,
    sum(r.records)                                                            AS records,
    substring(min(concat(toString(r.first_seen), ' ', r.evidence)), 25)       AS evidence,
    min(r.first_seen)                                                         AS first_seen
FROM {showing:Identifier} AS r
ARRAY JOIN arrayFilter
(
    p -> p.1.1 != 0 AND p.2.1 != 0
        AND
        (
            {relink:Bool}
            OR p.1.1 IN (SELECT node FROM {touched_nodes:Identifier})
            OR p.2.1 IN (SELECT node FROM {touched_nodes:Identifier})
        ),
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

