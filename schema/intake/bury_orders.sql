-- Tombstones of orders that the shop says it no longer has: the order as it was, deleted
-- when it was asked for. A newer reading takes a tombstone's place.
INSERT INTO orders
SELECT * REPLACE ({load_id:String} AS load_id, {version:UInt64} AS version, toUInt8(1) AS is_deleted)
FROM
(
    SELECT *
    FROM orders FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND order_id IN {records:Array(String)} AND version < {version:UInt64}
)
