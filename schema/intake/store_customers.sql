-- Customers that a sweep's list and the table don't hold alike. One who was rejected
-- as they are now, by the same rules, isn't read again.
WITH
    listed AS
    (
        SELECT id, modified
        FROM store_lists FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND sweep = {sweep:String} AND entity = 'customers' AND id > {after:String}
    ),
    judged AS
    (
        SELECT id, intDiv(toUnixTimestamp64Milli(modified), 1000) AS second
        FROM store_rejected FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'customers' AND rules = {rules:UInt64}
    ),
    held AS
    (
        SELECT customer_id, updated_at
        FROM customers FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND customer_id > {after:String}
    )
SELECT if(id = '', customer_id, id) AS record, customer_id = '' AS missing, id = '' AS absent
FROM listed
FULL JOIN held ON id = customer_id
WHERE NOT (id IN (SELECT id FROM judged)
        AND (modified = toDateTime64(0, 3, 'UTC') OR (id, intDiv(toUnixTimestamp64Milli(modified), 1000)) IN (SELECT id, second FROM judged)))
    AND
    (
        customer_id = ''
        OR id = ''
        OR modified > toDateTime64(0, 3, 'UTC') AND intDiv(toUnixTimestamp64Milli(modified), 1000) != intDiv(toUnixTimestamp64Milli(updated_at), 1000)
    )
ORDER BY record
LIMIT 10000
