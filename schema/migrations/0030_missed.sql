-- The dates that had no night of their own, by the night that followed them; the
-- newest version of a night holds.
CREATE TABLE missed_nights
(
    brand         LowCardinality(String),
    night         Date,                              -- the business date of the night that followed
    first_date    Date,                              -- missed: from here to the day before the night
    computed_from Date,                              -- of them, computed with the night: from here on
    sent          Array(String),                     -- campaigns that address who entered a stage on those dates
    skipped       Array(String),                     -- campaigns that leave them out
    at            DateTime64(3, 'UTC'),
    version       UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, night);

ALTER TABLE certificates ADD COLUMN IF NOT EXISTS missed String COMMENT 'the missed dates as they were certified, JSON';
