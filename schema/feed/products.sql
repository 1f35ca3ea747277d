-- Makes products of a feed's rows; of several rows with one id and sku the
-- newest holds.
INSERT INTO {next:Identifier}
SELECT
    {brand:String}                                                   AS brand,
    {shop:String}                                                    AS shop,
    product_id,
    sku,
    if(r.title = '', r.product, r.title)                             AS title,
    category,
    cost,
    url,
    image,
    price,
    locale,
    0                                                                AS is_deleted,
    ''                                                               AS raw,
    {load_id:String}                                                 AS load_id,
    {version:UInt64}                                                 AS version
FROM {rows:Identifier} AS r
ORDER BY product_id, sku, ifNull(updated_at, toDateTime64(0, 3, 'UTC')) DESC, file_no DESC, row DESC
LIMIT 1 BY product_id, sku
