-- Tombstones of products that the shop says it no longer has, of each with all its SKUs, and
-- of the SKUs that products which were just stored no longer have: their rows are older.
INSERT INTO products
SELECT * REPLACE ('' AS url, {load_id:String} AS load_id, {version:UInt64} AS version, toUInt8(1) AS is_deleted)
FROM
(
    SELECT *
    FROM products FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND product_id IN {records:Array(String)} AND version < {version:UInt64} AND is_deleted = 0
)
