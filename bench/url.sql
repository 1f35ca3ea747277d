-- ClickHouse reading the same pages itself: the yardstick for a pull.
INSERT INTO orders
(
    brand, shop, order_id, number, placed_at, date, updated_at, customer_id, email, phone, name, status, placed, paid,
    cancelled, currency, rate, total, discount, shipping, tax, `lines.sku`, `lines.product`, `lines.title`,
    `lines.quantity`, `lines.amount`, load_id, version
)
SELECT
    {brand:String}, 'url', toString(id), number,
    parseDateTime64BestEffort(date_created_gmt, 3, 'UTC') AS at, toDate(at),
    parseDateTime64BestEffort(date_modified_gmt, 3, 'UTC'),
    toString(customer_id), lower(billing.email), billing.phone, concat(billing.last_name, billing.first_name), status, true,
    date_paid_gmt IS NOT NULL, status IN ('cancelled', 'failed'), currency, 1,
    toDecimal64(total, 4), toDecimal64(discount_total, 4), toDecimal64(shipping_total, 4), toDecimal64(total_tax, 4),
    line_items.sku, arrayMap(p -> toString(p), line_items.product_id), line_items.name, line_items.quantity,
    arrayMap(t -> toDecimal64(t, 4), line_items.total), 'url', 1
FROM url
(
    {url:String},
    'JSONEachRow',
    'id UInt64, number String, status String, currency String, date_created_gmt String, date_modified_gmt String,
     date_paid_gmt Nullable(String), total String, discount_total String, shipping_total String, total_tax String,
     customer_id UInt64, billing Tuple(first_name String, last_name String, email String, phone String),
     line_items Array(Tuple(name String, product_id UInt64, quantity Float64, total String, sku String))'
)
