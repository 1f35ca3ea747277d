-- What a campaign said when a person let a run of it be sent: a run whose texts are others
-- now waits for a person again.
CREATE TABLE approved_texts
(
    brand    LowCardinality(String),
    campaign LowCardinality(String) COMMENT 'of the run',
    date     Date,
    mark     UInt64 COMMENT 'a hash of all its texts',
    by       String COMMENT 'who let it be sent',
    at       DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (brand, campaign, date);
