-- What campaigns of the config's file said when a run was let go: the file says only what they
-- are now. Of the console's, campaign_versions has every version.
CREATE TABLE campaign_texts
(
    brand    LowCardinality(String),
    campaign String,
    at       DateTime64(3, 'UTC') COMMENT 'when somebody let it go; or when it was first planned so',
    date     Date COMMENT 'of the run',
    by       String COMMENT 'who; empty: nobody is asked before it goes',
    document String COMMENT 'YAML, as under campaigns of the config, with what it leaves to defaults'
)
ENGINE = ReplacingMergeTree
ORDER BY (brand, campaign, at, date, by);
