-- The proof of a night.

-- Which records a pull was handed, noted when they are stored: what the gate
-- compares with the tables. Old pulls are not asked about any more.
CREATE TABLE received
(
    brand   LowCardinality(String),
    shop    LowCardinality(String),
    load_id String,
    entity  LowCardinality(String),
    record  String,
    at      DateTime
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, shop, load_id, entity, record)
TTL at + INTERVAL 30 DAY;

-- One row per brand and date; the newest version holds. A certificate is whole
-- when every shop's platform = received = stored, and every campaign's books
-- close: planned = sent + failed + unknown + excluded + held.
CREATE TABLE certificates
(
    brand     LowCardinality(String),
    date      Date,
    whole     Bool,
    reasons   Array(String),                         -- why it is not whole, one sentence each
    shops     String,                                -- the lines of the gate as they were certified, JSON
    campaigns String,                                -- the books of the campaigns as they were certified, JSON
    at        DateTime64(3, 'UTC'),
    version   UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, date);
