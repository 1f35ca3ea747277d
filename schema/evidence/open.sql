-- The orders as of a date, as the evidence of every family reads them, and the
-- table into which it goes.

-- What of each order belongs to a product or a category, where the scope is one:
-- its pieces and its share of the revenue, as derive/touched.sql shares it.
CREATE TABLE {bought:Identifier}
ENGINE = MergeTree
ORDER BY (shop, order_id)
AS
WITH
    -- The newest row of a product says its category: by sku, and by id for lines without one.
    (
        SELECT (groupArray(code), groupArray(category))
        FROM
        (
            SELECT concat(shop, '/sku/', sku) AS code, toString(argMax(category, (version, product_id))) AS category
            FROM products
            WHERE brand = {brand:String} AND sku != ''
            GROUP BY shop, sku
            UNION ALL
            SELECT concat(shop, '/id/', product_id), toString(argMax(category, (version, sku)))
            FROM products
            WHERE brand = {brand:String} AND product_id != ''
            GROUP BY shop, product_id
        )
    ) AS catalogue
SELECT
    shop,
    order_id,
    reinterpret(toInt64(arraySum(arrayMap((s, q) -> if(s, toInt64(round(q * 10000)), 0), inside, quantities))), 'Decimal(18, 4)') AS units,
    reinterpret(toInt64(arraySum(arrayMap((s, part) -> if(s, part, 0), inside, shares))), 'Decimal(18, 4)') AS revenue
FROM
(
    SELECT
        o.shop                                                                        AS shop,
        o.order_id                                                                    AS order_id,
        o.quantities                                                                  AS quantities,
        arrayMap
        (
            (sku, product, category) -> {scope:String} IN
            (
                concat('product:', if(sku = '' AND product = '', '?', if(sku = '', product, sku))),
                concat('category:', multiIf
                (
                    category != '', toString(category),
                    sku != '', transform(concat(o.shop, '/sku/', sku), catalogue.1, catalogue.2, '?'),
                    product != '', transform(concat(o.shop, '/id/', product), catalogue.1, catalogue.2, '?'),
                    '?'
                ))
            ),
            o.skus, o.products, o.kinds
        )                                                                             AS inside,
        arrayCumSum(arrayMap(a -> toInt128(greatest(reinterpretAsInt64(a), 0)), o.amounts)) AS sums,
        arrayMap
        (
            s -> if(sums[-1] = 0, toInt64(0), toInt64(intDiv(toInt128(reinterpretAsInt64(m.revenue)) * s, greatest(sums[-1], 1)))),
            sums
        )                                                                             AS shared,
        arrayMap((s, before) -> s - before, shared, arrayPushFront(arrayPopBack(shared), toInt64(0))) AS shares
    FROM
    (
        SELECT
            shop, order_id, `lines.sku` AS skus, `lines.product` AS products, `lines.category` AS kinds,
            `lines.quantity` AS quantities, `lines.amount` AS amounts
        FROM orders FINAL
        WHERE brand = {brand:String} AND date <= {to:Date} AND match({scope:String}, '^(product|category):')
    ) AS o
    INNER JOIN
    (
        SELECT shop, order_id, revenue
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND date <= {to:Date} AND is_purchase
    ) AS m ON m.shop = o.shop AND m.order_id = o.order_id
)
WHERE arrayExists(s -> s, inside);

-- in_scope: of the scope brand, of the shop that the scope names, or with a line
-- of the product or category. in_window: dated in the window that ends on the date.
CREATE TABLE {purchases:Identifier}
ENGINE = MergeTree
ORDER BY (member_id, date)
AS
SELECT
    member_id, shop, order_id, placed_at, date, is_purchase, cancelled, revenue, total, discount, shipping, tax, units, cost,
    `refunds.date`, `refunds.amount`, seq, first_date, second_date, prev_date, next_date, day_last,
    {scope:String} IN ('brand', concat('shop:', shop))
        OR (shop, order_id) IN (SELECT shop, order_id FROM {bought:Identifier})    AS in_scope,
    date >= {from:Date}                                                            AS in_window
FROM member_orders FINAL
WHERE brand = {brand:String} AND date <= {to:Date};

-- What counts. numerator, denominator: what a row adds to each; null: nothing to
-- do with it. Where it adds to a count of persons, numerator_who and
-- denominator_who name the person, who counts once, however many rows there are.
CREATE TABLE {found:Identifier}
(
    member_id       UInt64,
    shop            LowCardinality(String),
    order_id        String,                          -- '': a member without an order
    event_id        String,
    counted_on      Date,                            -- where it isn't the order's date
    numerator       Nullable(Decimal(38, 4)),
    denominator     Nullable(Decimal(38, 4)),
    numerator_who   String,
    denominator_who String
)
ENGINE = MergeTree
ORDER BY (shop, order_id);
