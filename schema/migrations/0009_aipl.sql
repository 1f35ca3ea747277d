-- From which step of AIPL to which the members moved, by generation like every
-- other number.

CREATE TABLE aipl_flow_rows
(
    brand      LowCardinality(String),
    date       Date,
    span       UInt16,                               -- days back: 1 or 28
    from       LowCardinality(String),               -- none, A, I, P or L
    to         LowCardinality(String),
    members    UInt64,
    revenue    Decimal(38, 4),                       -- of the last 365 days
    generation UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (brand, date, generation, span, from, to);

CREATE VIEW aipl_flow AS
SELECT brand, date, span, from, to, members, revenue
FROM aipl_flow_rows
WHERE (brand, date, generation) IN (SELECT brand, date, generation FROM published);
