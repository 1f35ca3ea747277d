-- The facts without rows that a newer one replaces, without orders that are gone
-- and without what is dated after the range, so that no metric has to merge.
--
-- A derivation writes an order at most once, so a row can only be replaced by one
-- of another part with another version. In each partition all parts are looked at
-- next to the largest, except those that one and the same derivation wrote with it:
-- whose oldest version is the largest's newest, and the other way round.
CREATE TABLE {superseded:Identifier}
(
    member_id UInt64,
    shop      LowCardinality(String),
    order_id  String,
    version   UInt64
)
ENGINE = MergeTree
ORDER BY (member_id, shop, order_id, version)
AS
WITH
    parts AS
    (
        SELECT _partition_id AS partition, _part AS part, count() AS orders, min(version) AS oldest, max(version) AS newest
        FROM {facts:Identifier}
        GROUP BY partition, part
    ),
    others AS
    (
        SELECT part
        FROM
        (
            SELECT
                part, oldest, newest,
                first_value((part, oldest, newest)) OVER (PARTITION BY partition ORDER BY orders DESC, part) AS largest
            FROM parts
        )
        WHERE part != largest.1 AND (oldest, newest) != (largest.3, largest.2)
    )
SELECT member_id, shop, order_id, arrayJoin(arrayFilter(v -> v < newest, versions)) AS version
FROM
(
    SELECT member_id, shop, order_id, groupArray(version) AS versions, max(version) AS newest
    FROM {facts:Identifier}
    WHERE brand = {brand:String}
        AND (member_id, shop, order_id) IN (SELECT member_id, shop, order_id FROM {facts:Identifier} WHERE _part IN (SELECT part FROM others))
    GROUP BY member_id, shop, order_id
    HAVING count() > 1
);

DELETE FROM {facts:Identifier}
WHERE date > {to:Date}
    OR is_deleted = 1
    OR (member_id, shop, order_id, version) IN (SELECT member_id, shop, order_id, version FROM {superseded:Identifier});
