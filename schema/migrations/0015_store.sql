-- Whether what is stored is what the shops hold as a whole, and whether it is still on
-- the disk.

-- Records that came or moved while their pull read on to the end of the list.
ALTER TABLE loads ADD COLUMN IF NOT EXISTS late UInt64 COMMENT 'of received, changed after the window';

-- A shop's whole list, as a sweep reads it.
CREATE TABLE store_lists
(
    brand       LowCardinality(String),
    shop        LowCardinality(String),
    sweep       String,                              -- the load that reads it
    entity      LowCardinality(String),              -- orders, refunds or customers
    id          String,
    parent      String,                              -- of a refund: its order
    modified    DateTime64(3, 'UTC'),                -- the epoch: only the id is compared
    status      LowCardinality(String),
    customer_id String,
    email_node  UInt64,                              -- see identity_nodes; 0: none
    total       Decimal(18, 4),                      -- in the order's own currency
    refunded    Decimal(18, 4),
    at          DateTime
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, shop, sweep, entity, id)
TTL at + INTERVAL 7 DAY;

-- What a sweep found and healed, per entity; the newest version of a row holds.
CREATE TABLE sweeps
(
    brand       LowCardinality(String),
    shop        LowCardinality(String),
    entity      LowCardinality(String),
    sweep       String,
    whole       Bool,                                -- of the whole shop; else of the months that differed
    state       LowCardinality(String),              -- done or failed
    listed      UInt64,                              -- records that the shop's list held
    missing     UInt64,                              -- of them not stored before
    changed     UInt64,                              -- stored otherwise before
    deleted     UInt64,                              -- stored, and gone from the shop
    hidden      UInt64,                              -- found by their id only
    open        UInt64,                              -- differences that are left
    started_at  DateTime64(3, 'UTC'),
    finished_at DateTime64(3, 'UTC'),
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, entity, sweep);

-- Records that the shop has and shows in no list: asked for by id, kept as they were.
CREATE TABLE store_hidden
(
    brand     LowCardinality(String),
    shop      LowCardinality(String),
    entity    LowCardinality(String),
    id        String,
    at        DateTime64(3, 'UTC'),
    version   UInt64,
    is_listed UInt8                                  -- the list shows it again, or it is gone
)
ENGINE = ReplacingMergeTree(version, is_listed)
ORDER BY (brand, shop, entity, id);

-- How many records there were, tombstones included, when the shop was compared last:
-- a partition that holds fewer has lost some.
CREATE TABLE holdings
(
    brand   LowCardinality(String),
    shop    LowCardinality(String),
    entity  LowCardinality(String),                  -- the table: orders or customers
    part    UInt8,                                   -- its partition
    records UInt64,
    at      DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, entity, part);

-- The stores as a night's gate compared them, JSON; the newest version of a date holds.
CREATE TABLE store_gates
(
    brand   LowCardinality(String),
    date    Date,
    stores  String,
    at      DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, date);

ALTER TABLE certificates ADD COLUMN IF NOT EXISTS stores String COMMENT 'the stores as they were certified, JSON';
