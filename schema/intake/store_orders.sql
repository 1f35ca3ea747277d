-- Orders that a sweep's list and the table don't hold alike, in the spans that were
-- listed: behind an id, so that they are taken in parts. A refund belongs to its order.
-- One that was rejected as it is now, by the same rules, isn't read again.
WITH
    listed AS
    (
        SELECT id, modified, status, customer_id, email_node, total, refunded
        FROM store_lists FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND sweep = {sweep:String} AND entity = 'orders' AND id > {after:String}
    ),
    judged AS
    (
        SELECT id, intDiv(toUnixTimestamp64Milli(modified), 1000) AS second
        FROM store_rejected FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders' AND rules = {rules:UInt64}
    ),
    held AS
    (
        SELECT
            order_id, updated_at, toString(status) AS word, customer_id AS customer, total AS worth, refunded AS given_back, rate,
            if(email = '', toUInt64(0), keyed(sipHash64(concat('email:', email)))) AS mail
        FROM orders FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND order_id > {after:String}
            AND arrayExists((f, t) -> toUnixTimestamp64Milli(placed_at) >= f AND toUnixTimestamp64Milli(placed_at) < t, {froms:Array(UInt64)}, {tos:Array(UInt64)})
    )
SELECT if(id = '', order_id, id) AS record, order_id = '' AS missing, id = '' AS absent
FROM listed
FULL JOIN held ON id = order_id
WHERE NOT (id IN (SELECT id FROM judged)
        AND (modified = toDateTime64(0, 3, 'UTC') OR (id, intDiv(toUnixTimestamp64Milli(modified), 1000)) IN (SELECT id, second FROM judged)))
    AND
    (
        order_id = ''
        OR id = ''
        OR modified > toDateTime64(0, 3, 'UTC')
            AND
            (
                intDiv(toUnixTimestamp64Milli(modified), 1000) != intDiv(toUnixTimestamp64Milli(updated_at), 1000)
                OR status != ''
                    AND
                    (
                        toString(status) != word
                        OR customer_id != customer
                        OR email_node != mail
                        OR abs(toFloat64(total) * toFloat64(rate) - toFloat64(worth)) > 0.001
                        OR abs(toFloat64(refunded) * toFloat64(rate) - toFloat64(given_back)) > 0.001
                    )
            )
    )
ORDER BY record
LIMIT 10000
