-- What a message shows of these products; one without a title can't be shown.
SELECT code, newest.1 AS name, newest.2 AS url, newest.3 AS image, newest.4 AS price
FROM
(
    SELECT code, argMax((title, url, image, cost_now), (version, at_shop)) AS newest
    FROM
    (
        SELECT
            arrayJoin(arrayDistinct([sku, product_id])) AS code, toString(shop) AS at_shop, title, url, image,
            CAST(price, 'Nullable(Float64)') AS cost_now, version
        FROM products FINAL
        WHERE brand = {brand:String} AND title != '' AND (sku IN {codes:Array(String)} OR product_id IN {codes:Array(String)})
    )
    WHERE code IN {codes:Array(String)}
    GROUP BY code
)
