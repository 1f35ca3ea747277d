-- Orders placed within a span that a whole list of the span did not hold.
SELECT order_id
FROM orders FINAL
WHERE brand = {brand:String} AND shop = {shop:String}
    AND placed_at >= {from:DateTime64(3, 'UTC')} AND placed_at < {to:DateTime64(3, 'UTC')}
    AND order_id NOT IN
    (
        SELECT record
        FROM received
        WHERE brand = {brand:String} AND shop = {shop:String} AND load_id = {load_id:String} AND entity = 'orders'
    )
ORDER BY order_id
