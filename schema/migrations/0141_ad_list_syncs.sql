-- Which synchronisings of customer lists have come to their end, so that nothing is compared
-- between the nights where nothing happened since.
CREATE TABLE ad_list_syncs
(
    brand LowCardinality(String),
    list  LowCardinality(String),
    run   UInt64 COMMENT 'when it began, in nanoseconds',
    at    DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(run)
ORDER BY (brand, list);
