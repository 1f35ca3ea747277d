-- Orders and what else the shops hold, as they are now.
--
-- The version is the time of reading, since platforms forget to move their own
-- updated time. The partition is a hash of the id, because an order's date does
-- change and a changed partition would keep the old row for ever.

CREATE TABLE orders
(
    brand             LowCardinality(String),
    shop              LowCardinality(String),
    order_id          String,
    number            String,
    placed_at         DateTime64(3, 'UTC'),
    date              Date,                          -- business date in the brand's zone
    updated_at        DateTime64(3, 'UTC'),
    customer_id       String,
    email             String,                        -- normalised: trimmed, lower case
    phone             String,                        -- E.164, or empty
    line_id           String,
    name              String,
    status            LowCardinality(String),        -- the platform's own word
    placed            Bool,
    paid              Bool,
    fulfilled         Bool,
    cancelled         Bool,
    test              Bool,
    currency          LowCardinality(String),        -- as paid; the amounts are in the brand's
    rate              Decimal(18, 8),                -- brand's currency per unit of currency
    total             Decimal(18, 4),                -- before refunds
    discount          Decimal(18, 4),
    shipping          Decimal(18, 4),
    tax               Decimal(18, 4),
    refunded          Decimal(18, 4),
    `lines.sku`       Array(String),
    `lines.product`   Array(String),
    `lines.title`     Array(String),
    `lines.category`  Array(LowCardinality(String)),
    `lines.quantity`  Array(Float64),
    `lines.amount`    Array(Decimal(18, 4)),
    `lines.cost`      Array(Nullable(Decimal(18, 4))),
    `refunds.id`      Array(String),
    `refunds.date`    Array(Date),
    `refunds.amount`  Array(Decimal(18, 4)),
    raw               String CODEC(ZSTD(1)),
    load_id           LowCardinality(String),
    version           UInt64 CODEC(Delta, ZSTD(1)),  -- nanoseconds of the reading
    is_deleted        UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY cityHash64(order_id) % 8
ORDER BY (brand, shop, order_id);

CREATE TABLE customers
(
    brand         LowCardinality(String),
    shop          LowCardinality(String),
    customer_id   String,
    email         String,
    phone         String,
    line_id       String,
    name          String,
    gender        LowCardinality(String),
    birth_date    String,                            -- 1990-01-02, or --01-02 without a year
    city          LowCardinality(String),
    registered_at Nullable(DateTime64(3, 'UTC')),
    registered_on Nullable(Date),                    -- business date
    updated_at    DateTime64(3, 'UTC'),
    tier          LowCardinality(String),
    points        Decimal(18, 4),
    points_expire_on Nullable(Date),
    tags          Array(String),
    raw           String CODEC(ZSTD(3)),
    load_id       LowCardinality(String),
    version       UInt64 CODEC(Delta, ZSTD(1)),
    is_deleted    UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY cityHash64(customer_id) % 8
ORDER BY (brand, shop, customer_id);

-- What was allowed or refused, by whom, where it was said and when. The node is
-- the identifier that said it (see identity_nodes).
CREATE TABLE consent_facts
(
    brand    LowCardinality(String),
    shop     LowCardinality(String),
    node     UInt64,
    channel  LowCardinality(String),
    purpose  LowCardinality(String),
    at       DateTime64(3, 'UTC'),
    granted  Bool,
    source   String,
    evidence String,                                 -- the record that says so
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, node, channel, purpose, at, source);

-- Behaviour outside orders.
CREATE TABLE events
(
    brand      LowCardinality(String),
    shop       LowCardinality(String),
    event_id   String,
    type       LowCardinality(String),
    at         DateTime64(3, 'UTC'),
    date       Date,
    first_date Date DEFAULT date,                    -- the earliest that was ever reported
    node       UInt64,                               -- of the best identifier; 0: a visitor
    visitor    String,
    properties Map(LowCardinality(String), String),
    load_id    LowCardinality(String),
    version    UInt64
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY cityHash64(event_id) % 4
ORDER BY (brand, shop, event_id);

CREATE TABLE products
(
    brand      LowCardinality(String),
    shop       LowCardinality(String),
    product_id String,
    sku        String,
    title      String,
    category   LowCardinality(String),
    cost       Nullable(Decimal(18, 4)),
    load_id    LowCardinality(String),
    version    UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, product_id, sku);

-- What products are of: by <shop>/sku/<sku>, and for lines without one by
-- <shop>/id/<product>. The newest row of a product says it.
CREATE VIEW product_categories AS
SELECT brand, concat(shop, '/sku/', sku) AS code, toString(argMax(category, (version, product_id))) AS kind
FROM products
WHERE sku != ''
GROUP BY brand, shop, sku
UNION ALL
SELECT brand, concat(shop, '/id/', product_id), toString(argMax(category, (version, sku)))
FROM products
WHERE product_id != ''
GROUP BY brand, shop, product_id;

-- Money spent to win or keep members: per date, and per campaign or channel where known.
CREATE TABLE costs
(
    brand    LowCardinality(String),
    shop     LowCardinality(String),
    date     Date,
    kind     LowCardinality(String),
    campaign LowCardinality(String),
    channel  LowCardinality(String),
    amount   Decimal(18, 4),
    load_id  LowCardinality(String),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, date, kind, campaign, channel);
