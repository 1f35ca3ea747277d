-- What purchases were made of: a row per line and product, and per line and
-- category, with the line's share of the purchase's net revenue. Products are
-- read as far back as the longest window before the range, categories, whose
-- cycles need all gaps, from the beginning. first marks one row per purchase and
-- scope. A brand whose orders have no lines reads none.
--
-- The revenue is shared by the lines' amounts in ten-thousandths: each line gets
-- what the lines up to it get together, rounded down, less what those before it
-- got, so that the shares add up exactly.
CREATE TABLE {lines:Identifier}
ENGINE = MergeTree
ORDER BY (scope, member_id, date)
AS
WITH
    (
        SELECT count() > 0
        FROM (SELECT 1 FROM orders WHERE brand = {brand:String} AND notEmpty(`lines.amount`) LIMIT 1)
    ) AS any_lines,
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
    ) AS catalogue,
    (
        SELECT count() > 0 OR notEmpty(catalogue.1)
        FROM (SELECT 1 FROM orders WHERE brand = {brand:String} AND arrayExists(c -> c != '', `lines.category`) LIMIT 1)
    ) AS any_categories,
    if(any_categories, toDate(0), {from:Date} - 364) AS since
SELECT
    toLowCardinality(part.1)                                                     AS scope,
    member_id,
    date,
    seq,
    part.2                                                                       AS first,
    reinterpret(part.3, 'Decimal(18, 4)')                                        AS units,
    reinterpret(part.4, 'Decimal(18, 4)')                                        AS revenue,
    toLowCardinality(part.5)                                                     AS category
FROM
(
    SELECT
        m.member_id                                                              AS member_id,
        m.date                                                                   AS date,
        m.seq                                                                    AS seq,
        arrayMap
        (
            (sku, product) -> if(sku = '' AND product = '', '', concat('product:', if(sku = '', product, sku))),
            o.skus, o.products
        )                                                                        AS product_scopes,
        arrayMap
        (
            (sku, product, category) -> multiIf
            (
                category != '', toString(category),
                sku != '', transform(concat(o.shop, '/sku/', sku), catalogue.1, catalogue.2, ''),
                product != '', transform(concat(o.shop, '/id/', product), catalogue.1, catalogue.2, ''),
                ''
            ),
            o.skus, o.products, o.categories
        )                                                                        AS kinds,
        arrayMap(kind -> if(kind = '', '', concat('category:', kind)), kinds)    AS category_scopes,
        arrayConcat(if(m.date > {from:Date} - 365, product_scopes, arrayMap(s -> '', product_scopes)), category_scopes) AS scopes,
        arrayEnumerateUniq(scopes)                                               AS places,
        arrayMap(q -> toInt64(round(q * 10000)), o.quantities)                   AS pieces,
        arrayCumSum(arrayMap(a -> toInt128(greatest(reinterpretAsInt64(a), 0)), o.amounts)) AS sums,
        arrayMap
        (
            a -> if(sums[-1] = 0, toInt64(0), toInt64(intDiv(toInt128(reinterpretAsInt64(m.revenue)) * a, greatest(sums[-1], 1)))),
            sums
        )                                                                        AS shared,
        arrayMap((s, before) -> s - before, shared, arrayPushFront(arrayPopBack(shared), toInt64(0))) AS shares,
        arrayZip
        (
            scopes,
            arrayMap(n -> n = 1, places),
            arrayConcat(pieces, pieces),
            arrayConcat(shares, shares),
            arrayConcat(kinds, kinds)
        )                                                                        AS parts
    FROM
    (
        SELECT
            shop, order_id, `lines.sku` AS skus, `lines.product` AS products, `lines.category` AS categories,
            `lines.quantity` AS quantities, `lines.amount` AS amounts
        FROM orders FINAL
        WHERE any_lines AND brand = {brand:String} AND date BETWEEN since AND {to:Date} AND notEmpty(`lines.amount`)
    ) AS o
    INNER JOIN
    (
        SELECT shop, order_id, member_id, date, seq, revenue
        FROM member_orders FINAL
        WHERE any_lines AND brand = {brand:String} AND date BETWEEN since AND {to:Date} AND is_purchase
    ) AS m ON m.shop = o.shop AND m.order_id = o.order_id
)
ARRAY JOIN parts AS part
WHERE part.1 != ''
SETTINGS join_algorithm = 'grace_hash', max_bytes_in_join = 500000000;
