-- In which language a person wants to be written to, as a shop has it: a tag such as zh-TW;
-- empty: it doesn't say.
ALTER TABLE customers ADD COLUMN IF NOT EXISTS language LowCardinality(String) AFTER tags;
ALTER TABLE members ADD COLUMN IF NOT EXISTS language LowCardinality(String) AFTER tags;
