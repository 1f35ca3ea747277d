-- How many orders, refunds and customers of a shop are stored and present of those
-- that were created before a moment, next to the orders and their refunds that the
-- shop hides, the refunds of orders in the trash, which some lists count, and the
-- records that came and are stored nowhere: they were rejected, or of people who were
-- erased here.
WITH
    hidden AS
    (
        SELECT id
        FROM store_hidden FINAL
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders'
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
        SELECT uniqExact(record)
        FROM rejected
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'orders' AND record != ''
            AND record NOT IN (SELECT order_id FROM orders WHERE brand = {brand:String} AND shop = {shop:String})
    )                                                                                            AS rejected_orders,
    (
        SELECT uniqExact(record)
        FROM rejected
        WHERE brand = {brand:String} AND shop = {shop:String} AND entity = 'customers' AND record != ''
            AND record NOT IN (SELECT customer_id FROM customers WHERE brand = {brand:String} AND shop = {shop:String})
    )
    +
    (
        SELECT uniqExact(customer_id)
        FROM customers
        WHERE brand = {brand:String} AND shop = {shop:String} AND startsWith(customer_id, 'erased:')
    )                                                                                            AS rejected_customers
