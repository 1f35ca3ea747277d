-- A rule that decides between a campaign's variants: some members go first, each with a
-- variant by lot, and the rest waits for what comes of them. Who waits has the trial's name
-- and no variant; who gets what was decided has the variant and no trial.
ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS trial LowCardinality(String) COMMENT 'of which comparison of variants it is a part; empty: none';

-- What was decided between the variants of a campaign, once for each comparison. Of two
-- looks of the rule the first holds, and a person's word holds before every look.
CREATE TABLE variant_verdicts
(
    brand    LowCardinality(String),
    campaign LowCardinality(String),
    trial    String,
    variant  LowCardinality(String) COMMENT 'which the rest gets; empty: none was surely better, so the weights stay',
    by       String COMMENT 'the person; empty: the rule',
    note     String,
    names    Array(String) COMMENT 'of the variants that were looked at',
    members  Array(UInt64) COMMENT 'of each: who took part by then',
    buyers   Array(UInt64) COMMENT 'of them, who had bought',
    at       DateTime64(3, 'UTC'),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, campaign, trial);
