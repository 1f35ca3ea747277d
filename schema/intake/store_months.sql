-- How many orders that the shop doesn't hide are stored and present, or were rejected, by
-- the UTC month in which they were placed.
SELECT toDateTime(toStartOfMonth(at, 'UTC'), 'UTC') AS month, count() AS orders
FROM
(
    SELECT placed_at AS at
    FROM orders FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND placed_at < {before:DateTime64(3, 'UTC')}
        AND order_id NOT IN
        (
            SELECT id
            FROM store_hidden FINAL
            WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders'
        )
    UNION ALL
    SELECT created_at AS at
    FROM store_rejected FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders'
        AND created_at > toDateTime64(0, 3, 'UTC') AND created_at < {before:DateTime64(3, 'UTC')}
        AND id NOT IN (SELECT order_id FROM orders WHERE brand = {brand:String} AND shop = {shop:String})
)
GROUP BY month
ORDER BY month
