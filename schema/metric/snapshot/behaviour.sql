-- The events with whom they are of: the member whose identifier they carry, else
-- the browser, else nobody. A browser stays another person than the member that
-- it turns out to be.
CREATE TABLE {behaviour:Identifier}
(
    member_id  UInt64,
    shop       LowCardinality(String),
    type       LowCardinality(String),
    at         DateTime64(3, 'UTC'),
    date       Date,
    who        String,
    properties Map(LowCardinality(String), String),
    event_id   String
)
ENGINE = MergeTree
ORDER BY (type, date)
AS
SELECT
    n.member_id    AS member_id,
    e.shop         AS shop,
    e.type         AS type,
    e.at           AS at,
    e.date         AS date,
    multiIf
    (
        n.member_id != 0, concat('m:', toString(n.member_id)),
        e.visitor != '', concat('v:', e.visitor),
        ''
    )              AS who,
    e.properties   AS properties,
    e.event_id     AS event_id
FROM
(
    SELECT shop, event_id, type, at, date, node, visitor, properties
    FROM events FINAL
    WHERE brand = {brand:String} AND date <= {to:Date}
) AS e
LEFT JOIN
(
    SELECT node, member_id
    FROM identity_nodes
    WHERE brand = {brand:String}
        AND node IN (SELECT node FROM events WHERE brand = {brand:String} AND date <= {to:Date} AND node != 0)
) AS n ON n.node = e.node;
