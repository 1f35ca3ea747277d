-- How many distinct records a pull was handed, how many of them stand in their
-- table in a reading that is not older than the pull, and how many it rejected
-- and was not handed after all: each record counts once, whatever is wrong with it.
-- A row that a later pull wrote again counts: nothing of it is lost. Those that changed
-- after the window are late: they came since it reads on to the end of the list.
WITH
    handed AS
    (
        SELECT entity, record
        FROM received
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND load_id = {load_id:String}
          AND ({entity:String} IN ('reread', 'sweep', 'hints') OR entity = {entity:String})
        GROUP BY entity, record
    ),
    (
        SELECT
        (
            sum(n),
            arrayStringConcat(arrayMap(w -> concat(w.2, ' (', toString(w.1), ')'),
                arraySlice(arrayReverseSort(groupArray((n, toString(status)))), 1, 10)), ', ')
        )
        FROM
        (
            SELECT status, count() AS n
            FROM orders FINAL
            WHERE brand = {brand:String}
              AND shop = {shop:String}
              AND unmapped
              AND order_id IN (SELECT record FROM handed WHERE entity = 'orders')
            GROUP BY status
        )
    ) AS strange
SELECT
    (SELECT count() FROM handed) AS received,
    (
        SELECT uniqExact(order_id)
        FROM orders
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND version >= {since:UInt64}
          AND order_id IN (SELECT record FROM handed WHERE entity = 'orders')
    )
    +
    (
        SELECT uniqExact(customer_id)
        FROM customers
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND version >= {since:UInt64}
          AND customer_id IN (SELECT record FROM handed WHERE entity = 'customers')
    )
    +
    (
        SELECT uniqExact(product_id)
        FROM products
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND version >= {since:UInt64}
          AND product_id IN (SELECT record FROM handed WHERE entity = 'products')
    )
    +
    (
        SELECT uniqExact(event_id)
        FROM events
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND version >= {since:UInt64}
          AND event_id IN (SELECT record FROM handed WHERE entity = 'events')
    ) AS stored,
    (
        SELECT uniqExact(entity, if(record = '', raw, record))
        FROM rejected
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND load_id = {load_id:String}
          AND ({entity:String} IN ('reread', 'sweep', 'hints') OR entity = {entity:String})
          AND (toString(entity), record) NOT IN (SELECT toString(entity), record FROM handed)
    ) AS rejected,
    (
        SELECT uniqExact(order_id)
        FROM orders FINAL
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND updated_at >= {until:DateTime64(3, 'UTC')}
          AND order_id IN (SELECT record FROM handed WHERE entity = 'orders')
    )
    +
    (
        SELECT uniqExact(customer_id)
        FROM customers FINAL
        WHERE brand = {brand:String}
          AND shop = {shop:String}
          AND updated_at >= {until:DateTime64(3, 'UTC')}
          AND customer_id IN (SELECT record FROM handed WHERE entity = 'customers')
    ) AS late,
    strange.1 AS unmapped,
    strange.2 AS words
