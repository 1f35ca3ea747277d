-- Records of which the shop said that they changed, and that nothing has read since, the
-- oldest hint first. A hint is as good as new within a minute of a reading: clocks differ.
WITH hints AS
(
    SELECT id, version
    FROM shop_hints FINAL
    WHERE brand = {brand:String} AND shop = {shop:String} AND entity = {entity:String} AND NOT asked
)
SELECT id
FROM hints
LEFT JOIN
(
    SELECT order_id AS record, max(version) AS read_at
    FROM orders
    WHERE {entity:String} = 'orders' AND brand = {brand:String} AND shop = {shop:String} AND order_id IN (SELECT id FROM hints)
    GROUP BY order_id
    UNION ALL
    SELECT customer_id AS record, max(version) AS read_at
    FROM customers
    WHERE {entity:String} = 'customers' AND brand = {brand:String} AND shop = {shop:String} AND customer_id IN (SELECT id FROM hints)
    GROUP BY customer_id
) AS read ON read.record = hints.id
WHERE read.read_at < hints.version + 60000000000
ORDER BY hints.version, id
LIMIT {limit:UInt64}
