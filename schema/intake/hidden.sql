-- Records that the shop has and shows in no list: first those that were asked for the
-- longest time ago.
SELECT id
FROM store_hidden FINAL
WHERE brand = {brand:String} AND shop = {shop:String} AND entity = {entity:String}
ORDER BY at, id
LIMIT {limit:UInt64}
