-- How many deliveries a campaign's plan came to, next to the deliveries themselves:
-- a ledger that lost some can't pass for a smaller campaign.
ALTER TABLE campaign_runs ADD COLUMN IF NOT EXISTS planned UInt64 COMMENT '0 until the plan is whole';
