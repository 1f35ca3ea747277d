-- What purchases were made of: a row per line and product, and per line and
-- category, with the line's share of the purchase's net revenue. Products are
-- read as far back as the longest window before the range, categories, whose
-- cycles need all gaps, from the beginning. first marks one row per purchase and
-- scope.
CREATE TABLE {lines:Identifier}
(
    scope     LowCardinality(String),
    member_id UInt64,
    date      Date,
    seq       UInt32,
    first     UInt8,
    units     Decimal(18, 4),
    revenue   Decimal(18, 4),
    category  LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY tuple()
AS
WITH
    (SELECT (groupArray(code), groupArray(kind)) FROM product_categories WHERE brand = {brand:String}) AS catalogue,
    (
        SELECT count() > 0 OR notEmpty(catalogue.1)
        FROM (SELECT 1 FROM {facts:Identifier} WHERE arrayExists(c -> c != '', `goods.category`) LIMIT 1)
    ) AS any_categories,
    if(any_categories, toDate(0), {from:Date} - 364) AS since,
    purchases AS
    (
        SELECT
            member_id,
            date,
            seq,
            arrayMap(code -> if(code = '', '', concat('product:', substring(code, position(code, '/') + 1))), `goods.code`) AS products,
            if
            (
                any_categories,
                arrayMap
                (
                    (code, category) -> if(category != '', toString(category), transform(concat(shop, '/', code), catalogue.1, catalogue.2, '')),
                    `goods.code`, `goods.category`
                ),
                arrayResize([], length(`goods.code`), '')
            )                                                                    AS kinds,
            arrayEnumerateUniq(products)                                         AS product_places,
            arrayEnumerateUniq(kinds)                                            AS kind_places,
            `goods.units`                                                        AS pieces,
            `goods.revenue`                                                      AS shares
        FROM {facts:Identifier}
        WHERE date >= since AND is_purchase AND notEmpty(`goods.code`)
    )
SELECT
    toLowCardinality(product)       AS scope,
    member_id,
    date,
    seq,
    place = 1                       AS first,
    piece                           AS units,
    share                           AS revenue,
    toLowCardinality(kind)          AS category
FROM purchases
ARRAY JOIN products AS product, product_places AS place, pieces AS piece, shares AS share, kinds AS kind
WHERE product != '' AND date > {from:Date} - 365

UNION ALL

SELECT toLowCardinality(concat('category:', kind)), member_id, date, seq, place = 1, piece, share, toLowCardinality(kind)
FROM purchases
ARRAY JOIN kind_places AS place, pieces AS piece, shares AS share, kinds AS kind
WHERE kind != '' AND any_categories;
