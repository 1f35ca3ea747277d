-- One reading of the derived tables for all metrics of a generation: they agree
-- with each other whatever is derived meanwhile, and no metric merges again what
-- FINAL merged once.
CREATE TABLE {facts:Identifier}
ENGINE = MergeTree
ORDER BY (member_id, date)
AS
SELECT
    member_id, shop, date, is_purchase, cancelled, revenue, total, discount, shipping, tax, units, cost,
    `refunds.date`, `refunds.amount`, seq, first_date, second_date, prev_date, next_date,
    day_last, shop_day_last, shop_next_date
FROM member_orders FINAL
WHERE brand = {brand:String} AND date <= {to:Date};

-- Stages as far back as any metric looks: 28 days before the range.
CREATE TABLE {stays:Identifier}
ENGINE = MergeTree
ORDER BY (member_id, valid_from)
AS
SELECT member_id, valid_from, valid_to, stage, stage_before
FROM stage_intervals FINAL
WHERE brand = {brand:String} AND valid_from <= {to:Date} AND valid_to > {from:Date} - 28;

-- The events with whom they are of: the member whose identifier they carry, else
-- the browser, else nobody. A browser stays another person than the member that
-- it turns out to be.
CREATE TABLE {behaviour:Identifier}
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
