-- How many records of a brand each partition of its tables holds, tombstones included.
SELECT shop, 'orders' AS entity, toUInt8(cityHash64(order_id) % 8) AS part, count() AS records
FROM (SELECT shop, order_id FROM orders WHERE brand = {brand:String} GROUP BY brand, shop, order_id)
GROUP BY shop, part
UNION ALL
SELECT shop, 'customers' AS entity, toUInt8(cityHash64(customer_id) % 8) AS part, count() AS records
FROM (SELECT shop, customer_id FROM customers WHERE brand = {brand:String} GROUP BY brand, shop, customer_id)
GROUP BY shop, part
SETTINGS optimize_aggregation_in_order = 1
