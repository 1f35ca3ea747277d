-- By whose clocks a delivery goes, where the members' own count: the zone of the member, as it
-- was planned.
ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS zone LowCardinality(String) COMMENT 'whose clocks count; empty: the brand''s';
