-- How many orders, refunds and customers of a shop are stored and present of those
-- that were created before a moment, next to the orders and their refunds that the
-- shop hides, the refunds of orders in the trash, which some lists count, the records
-- that came and are stored nowhere since they were rejected, and the customers who were
-- erased here: the shop may have them. Products, each once with all its SKUs, and events are
-- all that are stored and not deleted, whenever they were made.
WITH
    hidden AS
    (
        SELECT id
        FROM store_hidden FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders'
    ),
    -- Rejected, and stored in a state of before, or stored or deleted since.
    answered_orders AS
    (
        SELECT r.id AS id, r.version AS version
        FROM (SELECT id, version FROM store_rejected FINAL WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders') AS r
        INNER JOIN
        (
            SELECT order_id, argMax(is_deleted, version) AS gone, max(version) AS last
            FROM orders
            WHERE brand = {brand:String} AND shop = {shop:String}
                AND order_id IN (SELECT id FROM store_rejected WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders')
            GROUP BY order_id
        ) AS o ON o.order_id = r.id
        WHERE o.gone = 0 OR o.last > r.version
    ),
    answered_customers AS
    (
        SELECT r.id AS id, r.version AS version
        FROM (SELECT id, version FROM store_rejected FINAL WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'customers') AS r
        INNER JOIN
        (
            SELECT customer_id, argMax(is_deleted, version) AS gone, max(version) AS last
            FROM customers
            WHERE brand = {brand:String} AND shop = {shop:String}
                AND customer_id IN (SELECT id FROM store_rejected WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'customers')
            GROUP BY customer_id
        ) AS o ON o.customer_id = r.id
        WHERE o.gone = 0 OR o.last > r.version
    ),
    goods AS
    (
        SELECT DISTINCT product_id
        FROM products FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND is_deleted = 0
    ),
    hidden_goods AS
    (
        SELECT id
        FROM store_hidden FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'products'
    ),
    -- Rejected, and deleted since.
    gone_goods AS
    (
        SELECT r.id AS id
        FROM (SELECT id, version FROM store_rejected FINAL WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'products') AS r
        INNER JOIN
        (
            SELECT product_id, max(version) AS last
            FROM products
            WHERE brand = {brand:String} AND shop = {shop:String}
            GROUP BY product_id
        ) AS p ON p.product_id = r.id
        WHERE p.last > r.version
    ),
    present AS
    (
        SELECT order_id, length(arrayFilter(id -> id != '', `refunds.id`)) AS refunds
        FROM orders FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND placed_at < {before:DateTime64(3, 'UTC')}
    )
SELECT
    (SELECT count() FROM present WHERE order_id NOT IN (SELECT id FROM hidden))                  AS orders,
    (SELECT count() FROM present WHERE order_id IN (SELECT id FROM hidden))                      AS hidden_orders,
    (SELECT sum(refunds) FROM present WHERE order_id NOT IN (SELECT id FROM hidden))             AS refunds,
    (SELECT sum(refunds) FROM present WHERE order_id IN (SELECT id FROM hidden))
    +
    (
        SELECT sum(n)
        FROM
        (
            SELECT argMax((is_deleted, length(arrayFilter(id -> id != '', `refunds.id`))), version) AS last, if(last.1 = 1, last.2, 0) AS n
            FROM orders
            WHERE brand = {brand:String} AND shop = {shop:String}
            GROUP BY order_id
        )
    )                                                                                            AS other_refunds,
    (
        SELECT count()
        FROM customers FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND ifNull(registered_at, toDateTime64(0, 3, 'UTC')) < {before:DateTime64(3, 'UTC')}
    )                                                                                            AS customers,
    (
        SELECT count()
        FROM store_rejected FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders' AND created_at < {before:DateTime64(3, 'UTC')}
            AND (id, version) NOT IN (SELECT id, version FROM answered_orders)
    )                                                                                            AS rejected_orders,
    (
        SELECT count()
        FROM store_rejected FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'customers' AND created_at < {before:DateTime64(3, 'UTC')}
            AND (id, version) NOT IN (SELECT id, version FROM answered_customers)
    )                                                                                            AS rejected_customers,
    (
        SELECT uniqExact(customer_id)
        FROM customers
        WHERE brand = {brand:String} AND shop = {shop:String} AND startsWith(customer_id, 'erased:')
    )                                                                                            AS erased_customers,
    (SELECT count() FROM goods WHERE product_id NOT IN (SELECT id FROM hidden_goods))            AS products,
    (SELECT count() FROM goods WHERE product_id IN (SELECT id FROM hidden_goods))                AS hidden_products,
    (
        SELECT count()
        FROM store_rejected FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'products'
            AND id NOT IN (SELECT product_id FROM goods)
            AND id NOT IN (SELECT id FROM gone_goods)
    )                                                                                            AS rejected_products,
    (
        SELECT count()
        FROM events FINAL
        WHERE brand = {brand:String} AND shop = {shop:String}
    )                                                                                            AS events
