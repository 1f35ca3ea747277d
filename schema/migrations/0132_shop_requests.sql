-- Requests to shops, claimed before they are sent: what a shop was asked on a day of its
-- clocks stays known when a worker ends, and of two who ask at once the later one goes on.
CREATE TABLE shop_requests
(
    brand    LowCardinality(String),
    shop     LowCardinality(String),
    day      Date COMMENT 'by the shop''s clocks',
    claimant String COMMENT 'one attempt of one step of a pull',
    number   UInt32 COMMENT 'of its claims, from 1',
    requests UInt32 COMMENT 'so many may be sent by this claim',
    began    UInt64 COMMENT 'when the claimant did, in nanoseconds of ClickHouse''s clock',
    at       DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (brand, shop, day, claimant, number)
TTL day + INTERVAL 60 DAY;
