-- The identifiers of who was erased that stand in the tables all the same, as they do
-- when an earlier backup was restored.
WITH
    hidden AS (SELECT hash FROM erased WHERE brand = {brand:String}),
    stored AS
    (
        SELECT toString(kind) AS kind, value FROM identity_nodes WHERE brand = {brand:String}
        UNION ALL
        SELECT 'customer', concat(shop, '/', record) FROM received WHERE brand = {brand:String} AND entity = 'customers'
        UNION ALL
        SELECT 'node', toString(node) FROM consent_facts WHERE brand = {brand:String}
        UNION ALL
        SELECT 'node', toString(node) FROM events WHERE brand = {brand:String} AND node != 0
        UNION ALL
        SELECT known.1, known.2
        FROM
        (
            SELECT shop, customer_id, email, phone, line_id FROM orders WHERE brand = {brand:String}
            UNION ALL
            SELECT shop, customer_id, email, phone, line_id FROM customers WHERE brand = {brand:String}
        ) AS r
        ARRAY JOIN
        [
            ('customer', if(r.customer_id = '', '', concat(r.shop, '/', r.customer_id))),
            ('email', r.email),
            ('phone', r.phone),
            ('line', if(r.line_id = '', '', concat(transform(toString(r.shop), {shops:Array(String)}, {providers:Array(String)}, ''), '/', r.line_id)))
        ] AS known
    )
SELECT DISTINCT kind, value
FROM stored
WHERE value != '' AND sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat(kind, ':', value)) IN (SELECT hash FROM hidden)
