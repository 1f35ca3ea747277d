-- Links that a person undid: two identifiers that stood in one record and are not one
-- person's. Every decision is a row; the newest of a pair holds.
CREATE TABLE identity_splits
(
    brand   LowCardinality(String),
    a       UInt64,                                  -- nodes, the smaller one first, as in identity_edges
    b       UInt64,
    active  Bool,                                    -- false: it was undone again
    by      String,
    at      DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, a, b);
