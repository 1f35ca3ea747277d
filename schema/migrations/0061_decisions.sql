-- What people decided about campaigns: who, when, what and why. Nothing here is changed.
CREATE TABLE campaign_decisions
(
    brand    LowCardinality(String),
    campaign LowCardinality(String),                 -- empty: all of the brand's
    date     Date,
    decision LowCardinality(String),                 -- approve, hold, release, cancel, stop or resume
    by       String,
    note     String,
    first    UInt32 COMMENT 'of approve: so many messages only, then it asks again',
    at       DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, campaign, date, at, decision, by);
