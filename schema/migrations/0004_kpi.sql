-- The numbers, by generation. A generation is invisible until its row in
-- generations says published; of a date, the newest published generation that
-- covers it holds, alone and whole.

CREATE TABLE generations
(
    brand        LowCardinality(String),
    generation   UInt64,
    kind         LowCardinality(String),             -- night or backfill
    from_date    Date,
    to_date      Date,
    state        LowCardinality(String),             -- writing, published, forgotten or dropped
    restates     UInt64,                             -- the derivation whose changes it restates; 0: none
    started_at   DateTime64(3, 'UTC'),
    published_at DateTime64(3, 'UTC'),
    version      UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, generation);

CREATE TABLE kpi_rows
(
    brand       LowCardinality(String),
    date        Date,
    scope       LowCardinality(String),
    metric      LowCardinality(String),
    window      LowCardinality(String),
    value       Nullable(Float64),
    numerator   Nullable(Decimal(38, 4)),
    denominator Nullable(Decimal(38, 4)),
    generation  UInt64,
    computed_at DateTime('UTC') DEFAULT now()
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (brand, date, generation, scope, metric, window);

CREATE TABLE cohort_rows
(
    brand        LowCardinality(String),
    date         Date,                               -- as of
    cohort_month Date,
    month_index  UInt16,
    cohort_size  UInt64,
    members      UInt64,
    orders       UInt64,
    revenue      Decimal(38, 4),
    generation   UInt64
)
ENGINE = MergeTree
ORDER BY (brand, date, generation, cohort_month, month_index);

CREATE TABLE flow_rows
(
    brand      LowCardinality(String),
    date       Date,
    span       UInt16,                               -- days back: 1 or 28
    from       LowCardinality(String),
    to         LowCardinality(String),
    members    UInt64,
    revenue    Decimal(38, 4),                       -- of the last 365 days
    generation UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (brand, date, generation, span, from, to);

-- A target that left the config leaves a tombstone.
CREATE TABLE targets
(
    brand      LowCardinality(String),
    scope      LowCardinality(String),
    metric     LowCardinality(String),
    window     LowCardinality(String),
    from_date  Date,
    value      Float64,
    version    UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (brand, scope, metric, window, from_date);

-- Which generation holds on which date.
CREATE VIEW published AS
SELECT
    brand,
    date,
    max(generation) AS generation
FROM
(
    SELECT
        brand,
        generation,
        arrayJoin(arrayMap(n -> from_date + n, range(toUInt32(to_date - from_date) + 1))) AS date
    FROM generations FINAL
    WHERE state = 'published'
)
GROUP BY brand, date;

CREATE VIEW kpi AS
SELECT
    brand, date, scope, metric, window, value, numerator, denominator, generation, computed_at
FROM kpi_rows
WHERE (brand, date, generation) IN (SELECT brand, date, generation FROM published);

CREATE VIEW stage_flow AS
SELECT brand, date, span, from, to, members, revenue
FROM flow_rows
WHERE (brand, date, generation) IN (SELECT brand, date, generation FROM published);

-- The cohorts as of the last published date.
CREATE VIEW cohort_retention AS
SELECT brand, cohort_month, month_index, cohort_size, members, orders, revenue
FROM cohort_rows
WHERE (brand, date, generation) IN
(
    SELECT brand, max(date), argMax(generation, date) FROM published GROUP BY brand
);

CREATE VIEW identity_members AS
SELECT brand, node, member_id FROM identity_nodes WHERE member_id != 0;

-- The last word of each member on each channel and purpose, whichever of the
-- member's identifiers said it. Of words of one moment and one reading the refusal
-- holds.
CREATE VIEW consents AS
SELECT
    f.brand                                        AS brand,
    n.member_id                                    AS member_id,
    f.channel                                      AS channel,
    f.purpose                                      AS purpose,
    if(argMax(f.granted, (f.at, f.version, NOT f.granted)), 'granted', 'refused') AS state,
    argMax(f.granted, (f.at, f.version, NOT f.granted))                           AS granted,
    argMax(f.source, (f.at, f.version, NOT f.granted, f.source, f.evidence))      AS source,
    max(f.at)                                                                     AS time,
    argMax(f.evidence, (f.at, f.version, NOT f.granted, f.source, f.evidence))    AS evidence
FROM (SELECT * FROM consent_facts FINAL) AS f
INNER JOIN identity_members AS n ON n.brand = f.brand AND n.node = f.node
GROUP BY brand, member_id, channel, purpose;
