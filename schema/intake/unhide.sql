-- Hidden records that a sweep's list shows again.
INSERT INTO store_hidden (brand, shop, entity, id, at, version, is_listed)
SELECT brand, shop, entity, id, now64(3), {version:UInt64}, 1
FROM store_hidden FINAL
WHERE brand = {brand:String} AND shop = {shop:String} AND entity = {entity:String} AND version < {version:UInt64}
    AND id IN
    (
        SELECT id
        FROM store_lists
        WHERE brand = {brand:String} AND shop = {shop:String} AND sweep = {sweep:String} AND entity = {entity:String}
    )
