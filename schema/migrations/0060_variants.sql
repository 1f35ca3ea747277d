-- Which text of a campaign with several a member gets, and how many members a run left
-- alone since the campaign had reached them before: those have no rows.
ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS variant LowCardinality(String) COMMENT 'empty where the campaign has one text';
ALTER TABLE campaign_runs ADD COLUMN IF NOT EXISTS repeated UInt64 COMMENT 'members who had it before';

-- Other campaigns' deliveries to the members of a batch, which is a range of their ids.
ALTER TABLE deliveries ADD INDEX IF NOT EXISTS by_member member_id TYPE minmax GRANULARITY 1;
