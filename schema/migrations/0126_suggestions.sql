-- Which messages would earn most next, as the night of a date found it: the report and the
-- console show it and measure nothing themselves.
CREATE TABLE suggestions
(
    brand LowCardinality(String),
    date  Date,
    shown String COMMENT 'what people see, as JSON',
    at    DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (brand, date);
