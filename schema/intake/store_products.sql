-- Products that a sweep's list and the table don't hold alike, by their ids: what changes of
-- them is read every night. One that was rejected by the same rules isn't read again.
WITH
    listed AS
    (
        SELECT id
        FROM store_lists FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND sweep = {sweep:String} AND entity = 'products' AND id > {after:String}
    ),
    judged AS
    (
        SELECT id
        FROM store_rejected FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'products' AND rules = {rules:UInt64}
    ),
    held AS
    (
        SELECT DISTINCT product_id
        FROM products FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND product_id > {after:String} AND is_deleted = 0
    )
SELECT if(id = '', product_id, id) AS record, product_id = '' AS missing, id = '' AS absent
FROM listed
FULL JOIN held ON id = product_id
WHERE (id = '' OR product_id = '') AND id NOT IN (SELECT id FROM judged)
ORDER BY record
LIMIT 10000
