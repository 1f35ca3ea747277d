-- Tombstones for members' orders that are gone.
INSERT INTO member_orders (brand, member_id, shop, order_id, version, is_deleted)
SELECT {brand:String}, member_id, shop, order_id, {version:UInt64}, 1
FROM {changes:Identifier}
WHERE gone;
