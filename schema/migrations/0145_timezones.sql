-- By whose clocks a person lives, as a source says it: an IANA name; empty: it doesn't say.
ALTER TABLE customers ADD COLUMN IF NOT EXISTS timezone LowCardinality(String) AFTER language;
ALTER TABLE members ADD COLUMN IF NOT EXISTS timezone LowCardinality(String) AFTER language;
