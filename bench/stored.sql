-- How many orders of a shop are stored.
SELECT uniqExact(order_id)
FROM orders
WHERE brand = {brand:String} AND shop = {shop:String}
