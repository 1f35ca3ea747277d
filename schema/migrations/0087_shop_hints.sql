-- By which records a shop said, in a webhook, that something became of them. A night asks for
-- those by their ids that no pull has read since.
CREATE TABLE shop_hints
(
    brand   LowCardinality(String),
    shop    LowCardinality(String),
    entity  LowCardinality(String),                  -- orders, customers
    id      String,                                  -- of the record in the shop
    asked   Bool,                                    -- it was asked for at version
    version UInt64                                   -- when the hint came, or the shop was asked: nanoseconds since 1970
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, entity, id)
TTL toDateTime(intDiv(version, 1000000000)) + INTERVAL 30 DAY;
