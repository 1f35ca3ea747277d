-- Where members stand in journeys, as facts: each row is one move, out of a step and to the
-- next. The nth move of an entry is made once: of two rows of a key the one that was written
-- first holds, so that a worker which was frozen changes nothing.
CREATE TABLE journey_moves
(
    brand      LowCardinality(String),
    walk       String COMMENT 'empty: what happened; else a preview or replay that is under way',
    journey    LowCardinality(String),
    member_id  UInt64,
    entry      Date COMMENT 'the business date on which the member came in',
    step       LowCardinality(String) COMMENT 'which is left; empty: the member comes in',
    definition LowCardinality(String) COMMENT 'the version of the journey that the member walks',
    seq        UInt16 COMMENT 'of the move within the entry, from 0',
    to_step    LowCardinality(String) COMMENT 'where the member stands then; empty: nowhere, it has left',
    why        LowCardinality(String) COMMENT 'came; sent, waited, way, split, otherwise, migrated, moved; or why it left',
    sends      LowCardinality(String) COMMENT 'the campaign that reaches the member with this move; empty: none',
    date       Date COMMENT 'the business date of the night',
    day        Date COMMENT 'from which the next wait counts',
    by         String COMMENT 'the person who did it; empty: the night',
    note       String,
    at         DateTime64(3, 'UTC'),
    version    UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, walk, journey, member_id, entry, seq);

-- Who met a condition when a night asked it, for as long as somebody may want to know why a
-- member went a way.
CREATE TABLE journey_matches
(
    brand     LowCardinality(String),
    condition LowCardinality(String) COMMENT 'enter/ and a journey, segment/ and its name, expected/ and days',
    date      Date,
    run       UInt64 COMMENT 'of which advance of a journey',
    member_id UInt64,
    at        DateTime
)
ENGINE = MergeTree
ORDER BY (brand, condition, date, run, member_id)
TTL at + INTERVAL 30 DAY;

-- The versions of journeys that somebody walks, as JSON.
CREATE TABLE journey_definitions
(
    brand      LowCardinality(String),
    journey    LowCardinality(String),
    definition LowCardinality(String),
    text       String,
    at         DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (brand, journey, definition);

-- Which business dates a journey was advanced for.
CREATE TABLE journey_nights
(
    brand   LowCardinality(String),
    walk    String,
    journey LowCardinality(String),
    date    Date,
    at      DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (brand, walk, journey, date);
