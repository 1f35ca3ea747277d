-- Who each member is: the identifiers with their member, and the person behind them.
CREATE TABLE {new_nodes:Identifier} AS identity_nodes;

INSERT INTO {new_nodes:Identifier}
SELECT
    {brand:String}   AS brand,
    n.node           AS node,
    n.kind           AS kind,
    n.value          AS value,
    n.shop           AS shop,
    n.state          AS state,
    n.joins          AS joins,
    l.label.2        AS member_id,
    n.name           AS name,
    n.known_on       AS known_on,
    n.first_seen     AS first_seen,
    n.last_seen      AS last_seen
FROM {nodes:Identifier} AS n
LEFT JOIN {labels:Identifier} AS l ON l.node = n.node;

-- Where identifiers of a kind disagree, the one seen last is used.
CREATE TABLE {new_members:Identifier} AS members;

INSERT INTO {new_members:Identifier}
WITH
    people AS
    (
        SELECT
            member_id,
            argMax(name, (name != '', last_seen, name))                               AS name,
            argMaxIf(value, (last_seen, value), kind = 'email')                       AS email,
            argMaxIf(value, (last_seen, value), kind = 'phone')                       AS phone,
            splitByChar('/', argMaxIf(value, (last_seen, value), kind = 'line'))[-1]  AS line_id,
            min(known_on)                                                             AS known_on,
            toUInt32(count())                                                         AS identifiers
        FROM {new_nodes:Identifier}
        WHERE member_id != 0
        GROUP BY member_id
    ),
    profiles AS
    (
        SELECT
            n.member_id                                                               AS member_id,
            argMax(c.gender, (c.gender != '', c.updated_at, c.shop))                  AS gender,
            argMax(c.birth_date, (c.birth_date != '', c.updated_at, c.shop))          AS birth_date,
            argMax(c.city, (c.city != '', c.updated_at, c.shop))                      AS city,
            min(c.registered_on)                                                      AS registered_on,
            argMin(c.shop, (ifNull(c.registered_at, c.updated_at), c.shop))           AS first_shop,
            argMax(c.tier, (c.tier != '', c.updated_at, c.shop))                      AS tier,
            sum(c.points)                                                             AS points,
            arraySort(groupUniqArrayArray(c.tags))                                    AS tags
        FROM (SELECT * FROM customers FINAL WHERE brand = {brand:String}) AS c
        INNER JOIN {new_nodes:Identifier} AS n
            ON n.node = sipHash64(concat('customer:', c.shop, '/', c.customer_id))
        WHERE n.member_id != 0
        GROUP BY member_id
    )
SELECT
    {brand:String}     AS brand,
    p.member_id        AS member_id,
    p.name             AS name,
    p.email            AS email,
    p.phone            AS phone,
    p.line_id          AS line_id,
    r.gender           AS gender,
    r.birth_date       AS birth_date,
    r.city             AS city,
    r.registered_on    AS registered_on,
    p.known_on         AS known_on,
    r.first_shop       AS first_shop,
    r.tier             AS tier,
    r.points           AS points,
    r.tags             AS tags,
    p.identifiers      AS identifiers
FROM people AS p
LEFT JOIN profiles AS r ON r.member_id = p.member_id;
