-- What came in, when, and whether it was whole.

-- One row per pull of one entity of one shop; the newest version of a row holds.
-- A window counts as done only after every row is in.
CREATE TABLE loads
(
    brand           LowCardinality(String),
    shop            LowCardinality(String),
    entity          LowCardinality(String),
    load_id         String,
    kind            LowCardinality(String),          -- window, reread or file
    window_from     DateTime64(3, 'UTC'),
    window_to       DateTime64(3, 'UTC'),
    state           LowCardinality(String),          -- running, done or failed
    platform_before Nullable(UInt64),                -- the platform's count before and
    platform_after  Nullable(UInt64),                -- after the pull; null: it can't count
    received        UInt64,                          -- distinct records
    stored          UInt64,                          -- distinct records found in ClickHouse afterwards
    rejected        UInt64,
    fingerprint     String,                          -- of files: what was read, to skip what is unchanged
    detail          String,
    started_at      DateTime64(3, 'UTC'),
    finished_at     DateTime64(3, 'UTC'),
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, entity, load_id);

-- Records that could not be understood: kept whole, counted, never dropped.
CREATE TABLE rejected
(
    brand    LowCardinality(String),
    shop     LowCardinality(String),
    entity   LowCardinality(String),
    load_id  String,
    record   String,                                 -- the record's id, or its row in the file
    reason   String,
    raw      String CODEC(ZSTD(3)),
    at       DateTime64(3, 'UTC'),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, entity, load_id, record, reason);

-- The gate of a night: what the platform says = what came = what is stored.
CREATE TABLE reconciliation
(
    brand     LowCardinality(String),
    date      Date,
    shop      LowCardinality(String),
    entity    LowCardinality(String),
    load_id   String,
    platform  Nullable(UInt64),
    received  UInt64,
    stored    UInt64,
    rejected  UInt64,
    ok        Bool,
    reason    String,
    unchanged Bool,                                  -- a feed whose files are as an earlier load left them
    at        DateTime64(3, 'UTC'),
    version   UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, date, shop, entity);

-- What the config says of a shop, as the metrics need it.
CREATE TABLE shop_settings
(
    brand             LowCardinality(String),
    shop              LowCardinality(String),
    kind              LowCardinality(String),        -- online or offline
    counts_when       LowCardinality(String),        -- placed, paid or fulfilled
    count_zero_totals Bool,
    line_provider     LowCardinality(String),        -- LINE user ids are unique per provider only
    version           UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop);

-- What the config says of a brand, as member_asof needs it.
CREATE TABLE brand_settings
(
    brand           LowCardinality(String),
    rfm_window_days Int32,
    rfm_monetary    LowCardinality(String),          -- total or average
    recency_cut     String,                          -- mean, median or a number
    orders_cut      String,
    money_cut       String,
    recency_bins    Array(Float64),                  -- between the scores 1 to 5; empty: quintiles
    orders_bins     Array(Float64),
    money_bins      Array(Float64),
    stage_overlap   LowCardinality(String),          -- recent or history
    fallback_days   Float64,
    at_risk         Float64,                         -- p_alive below which a member is at risk
    timezone        String,
    tier_names      Array(String),                   -- of membership, with the yearly spend that each asks for
    tier_spends     Array(Decimal(18, 4)),
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY brand;
