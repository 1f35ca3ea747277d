-- Who each member is: the identifiers with their member, and the person behind them.
CREATE TABLE {new_nodes:Identifier} AS identity_nodes;

ALTER TABLE {new_nodes:Identifier} ATTACH PARTITION {brand:String} FROM identity_nodes;

DELETE FROM {new_nodes:Identifier}
WHERE {relink:Bool}
    OR node IN (SELECT node FROM {touched_nodes:Identifier})
    OR member_id IN (SELECT member_id FROM {reopened:Identifier});

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
    n.first_shop     AS first_shop,
    n.first_seen     AS first_seen,
    n.last_seen      AS last_seen
FROM
(
    SELECT node, kind, value, toString(shop) AS shop, toString(state) AS state, joins, name, known_on, toString(first_shop) AS first_shop, first_seen, last_seen
    FROM {nodes:Identifier}
    UNION ALL
    SELECT node, kind, value, toString(shop) AS shop, toString(state) AS state, joins, name, known_on, toString(first_shop) AS first_shop, first_seen, last_seen
    FROM identity_nodes
    WHERE brand = {brand:String} AND NOT {relink:Bool}
        AND member_id IN (SELECT member_id FROM {reopened:Identifier})
        AND node NOT IN (SELECT node FROM {touched_nodes:Identifier})
) AS n
LEFT JOIN {labels:Identifier} AS l ON l.node = n.node;

-- Where identifiers of a kind disagree, the one seen last is used (values stand
-- behind their times, as in records.sql).
CREATE TABLE {new_members:Identifier} AS members;

ALTER TABLE {new_members:Identifier} ATTACH PARTITION {brand:String} FROM members;

DELETE FROM {new_members:Identifier}
WHERE {relink:Bool}
    OR member_id IN (SELECT member_id FROM {reopened:Identifier})
    OR member_id IN (SELECT label.2 FROM {labels:Identifier});

INSERT INTO {new_members:Identifier}
WITH
    (
        SELECT mapFromArrays(groupArray(toString(shop)), groupArray(toString(kind)))
        FROM shop_settings FINAL
        WHERE brand = {brand:String}
    ) AS kinds,
    people AS
    (
        SELECT
            member_id,
            substring(max(if(name = '', '', concat(toString(last_seen), ' ', name))), 25)               AS name,
            substring(maxIf(concat(toString(last_seen), ' ', value), kind = 'email'), 25)               AS email,
            substring(maxIf(concat(toString(last_seen), ' ', value), kind = 'phone'), 25)               AS phone,
            splitByChar('/', substring(maxIf(concat(toString(last_seen), ' ', value), kind = 'line'), 25))[-1] AS line_id,
            min(known_on)                                                                               AS known_on,
            substring(min(concat(toString(first_seen), ' ', first_shop)), 25)                           AS shop,
            toUInt32(count())                                                                           AS identifiers
        FROM {new_nodes:Identifier}
        WHERE member_id IN (SELECT label.2 FROM {labels:Identifier})
        GROUP BY member_id
    ),
    ids AS
    (
        SELECT member_id, shop, substring(value, length(shop) + 2) AS customer_id
        FROM {new_nodes:Identifier}
        WHERE kind = 'customer' AND member_id IN (SELECT label.2 FROM {labels:Identifier})
    ),
    profiles AS
    (
        SELECT
            n.member_id                                                               AS member_id,
            argMax(c.gender, (c.gender != '', c.updated_at, c.shop))                  AS gender,
            argMax(c.birth_date, (c.birth_date != '', c.updated_at, c.shop))          AS birth_date,
            argMax(c.city, (c.city != '', c.updated_at, c.shop))                      AS city,
            min(c.registered_at)                                                      AS registered_at,
            min(c.registered_on)                                                      AS registered_on,
            argMax(c.tier, (c.tier != '', c.updated_at, c.shop))                      AS tier,
            sum(c.points)                                                             AS points,
            arraySort(groupUniqArrayIf(assumeNotNull(c.points_expire_on), isNotNull(c.points_expire_on) AND c.points > 0)) AS points_expire_on,
            arraySort(groupUniqArrayArray(c.tags))                                    AS tags,
            argMax(c.language, (c.language != '', c.updated_at, c.shop))              AS language,
            argMax(c.timezone, (c.timezone != '', c.updated_at, c.shop, c.customer_id)) AS timezone
        FROM
        (
            SELECT *
            FROM customers FINAL
            WHERE brand = {brand:String} AND ({relink:Bool} OR (shop, customer_id) IN (SELECT shop, customer_id FROM ids))
        ) AS c
        INNER JOIN ids AS n ON n.shop = c.shop AND n.customer_id = c.customer_id
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
    r.registered_at    AS registered_at,
    r.registered_on    AS registered_on,
    p.known_on         AS known_on,
    p.shop             AS first_shop,
    kinds[p.shop]      AS first_channel,
    r.tier             AS tier,
    r.points           AS points,
    r.points_expire_on AS points_expire_on,
    r.tags             AS tags,
    r.language         AS language,
    r.timezone         AS timezone,
    p.identifiers      AS identifiers
FROM people AS p
LEFT JOIN profiles AS r ON r.member_id = p.member_id;
