-- Keyed hashes of the identifiers of people who were erased: the loaders let none of
-- them in again. The hash of "key:check" tells the key that hashed the others.
CREATE TABLE erased
(
    brand   LowCardinality(String),
    hash    UInt64,
    at      DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, hash);
