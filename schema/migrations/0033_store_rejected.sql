-- What a shop has and nothing could be stored of: it is known, so that it is neither
-- missed in the shop's totals nor read again and again.
CREATE TABLE store_rejected
(
    brand       LowCardinality(String),
    shop        LowCardinality(String),
    entity      LowCardinality(String),              -- orders or customers
    id          String,
    created_at  DateTime64(3, 'UTC'),                -- the epoch: not readable
    modified    DateTime64(3, 'UTC'),                -- the epoch: not readable
    rules       UInt64,                              -- the hash of what it was judged by
    version     UInt64,
    is_gone     UInt8                                -- no list of the shop shows it any more
)
ENGINE = ReplacingMergeTree(version, is_gone)
ORDER BY (brand, shop, entity, id);

ALTER TABLE sweeps ADD COLUMN IF NOT EXISTS rejected UInt64 COMMENT 'read again and not understood, or not to be stored';
