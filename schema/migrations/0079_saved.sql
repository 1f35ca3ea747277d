-- What a saved segment is in the grammar of the config, so that a campaign can address it.
ALTER TABLE console_segments
    ADD COLUMN IF NOT EXISTS audience String COMMENT 'YAML, as under segments of the config; empty: a campaign can not address it';
