-- Campaigns that are written on the console: every version of each, as a person saved it.
-- Of two rows of a number the earlier one holds: of two people who save at once one is refused
-- with the reason.
CREATE TABLE campaign_versions
(
    brand    LowCardinality(String),
    campaign String,
    number   UInt32 COMMENT 'from 1',
    document String COMMENT 'YAML, as under campaigns of the config; empty: the campaign left the console',
    by       String,
    note     String,
    at       DateTime64(6, 'UTC') COMMENT 'by the server',
    id       UUID
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, campaign, number, at, id);

-- What people said of a version: it takes effect when it is approved.
CREATE TABLE campaign_reviews
(
    brand    LowCardinality(String),
    campaign String,
    number   UInt32,
    mark     String COMMENT 'SHA-256 of the document that was looked at, in hexadecimal digits',
    verdict  LowCardinality(String) COMMENT 'approved or rejected',
    by       String,
    note     String,
    at       DateTime64(6, 'UTC') COMMENT 'by the server',
    id       UUID
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, campaign, number, at, id);

-- With which version a run of such a campaign was planned, and is sent: the earliest row.
CREATE TABLE campaign_pins
(
    brand    LowCardinality(String),
    campaign String COMMENT 'of a tick its run, such as cart#t20261120-100000; of a resend the campaign',
    date     Date,
    number   UInt32,
    at       DateTime64(6, 'UTC') COMMENT 'by the server',
    id       UUID
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, campaign, date, at, id);
