-- Tombstones of products, of each with all its SKUs, that the shop says it no longer has.
INSERT INTO products
SELECT * REPLACE ('' AS url, {load_id:String} AS load_id, {version:UInt64} AS version, toUInt8(1) AS is_deleted)
FROM
(
    SELECT *
    FROM products FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND product_id IN {records:Array(String)} AND version < {version:UInt64} AND is_deleted = 0
)
