-- Orders whose refunds a sweep's list and the table don't hold alike: a refund came,
-- was taken back, or has another amount. Orders that are not stored are not among
-- them, nor those that the shop hides.
WITH
    listed AS
    (
        SELECT parent AS of_order, id AS refund, refunded AS amount
        FROM store_lists FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND sweep = {sweep:String} AND entity = 'refunds'
    ),
    held AS
    (
        SELECT order_id, rate, part.1 AS held_refund, part.2 AS held_amount
        FROM orders FINAL
        ARRAY JOIN arrayZip(`refunds.id`, `refunds.amount`) AS part
        WHERE brand = {brand:String} AND shop = {shop:String} AND part.1 != ''
    )
SELECT DISTINCT if(refund = '', order_id, of_order) AS record
FROM listed
FULL JOIN held ON refund = held_refund AND of_order = order_id
WHERE (refund = '' OR held_refund = '' OR abs(toFloat64(amount) * toFloat64(rate) - toFloat64(held_amount)) > 0.001)
    AND record > {after:String}
    AND record IN (SELECT order_id FROM orders FINAL WHERE brand = {brand:String} AND shop = {shop:String})
    AND record NOT IN
    (
        SELECT id
        FROM store_rejected FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders' AND rules = {rules:UInt64}
    )
    AND record NOT IN (SELECT id FROM store_hidden FINAL WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders')
ORDER BY record
LIMIT 10000
