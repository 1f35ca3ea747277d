-- How many orders that the shop doesn't hide are stored and present, by the UTC month
-- in which they were placed.
SELECT toDateTime(toStartOfMonth(placed_at, 'UTC'), 'UTC') AS month, count() AS orders
FROM orders FINAL
WHERE brand = {brand:String} AND shop = {shop:String} AND placed_at < {before:DateTime64(3, 'UTC')}
    AND order_id NOT IN
    (
        SELECT id
        FROM store_hidden FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders'
    )
GROUP BY month
ORDER BY month
