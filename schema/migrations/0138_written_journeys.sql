-- Journeys are written on the console, too: they are kept as campaigns are, as versions of a
-- document and what people said of them. What is there already is campaigns.
ALTER TABLE campaign_versions ADD COLUMN IF NOT EXISTS kind LowCardinality(String) DEFAULT 'campaign' COMMENT 'campaign or journey; the column campaign names it' AFTER brand;
ALTER TABLE campaign_reviews ADD COLUMN IF NOT EXISTS kind LowCardinality(String) DEFAULT 'campaign' COMMENT 'campaign or journey; the column campaign names it' AFTER brand;
