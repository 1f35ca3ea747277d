-- Tombstones of customers that the shop says it no longer has.
INSERT INTO customers
SELECT * REPLACE ({load_id:String} AS load_id, {version:UInt64} AS version, toUInt8(1) AS is_deleted)
FROM
(
    SELECT *
    FROM customers FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND customer_id IN {records:Array(String)} AND version < {version:UInt64}
)
