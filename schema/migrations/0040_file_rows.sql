-- Where the rows of a feed's files went, and how the files were read.
ALTER TABLE loads ADD COLUMN IF NOT EXISTS file_rows UInt64 COMMENT 'rows of the files, but for those that are blank or of totals';

ALTER TABLE loads ADD COLUMN IF NOT EXISTS used_rows UInt64 COMMENT 'of file_rows, those that a record was made of, as ClickHouse counts them';

ALTER TABLE loads ADD COLUMN IF NOT EXISTS rejected_rows UInt64 COMMENT 'of file_rows';

ALTER TABLE loads ADD COLUMN IF NOT EXISTS left_out UInt64 COMMENT 'of file_rows, by the where of the feed';

ALTER TABLE loads ADD COLUMN IF NOT EXISTS blank UInt64 COMMENT 'rows of the files without any text';

ALTER TABLE loads ADD COLUMN IF NOT EXISTS totals UInt64 COMMENT 'rows of totals, which stand below the others';

ALTER TABLE loads ADD COLUMN IF NOT EXISTS taken Array(String) COMMENT 'how the files are written, as far as it was found out and not declared';

-- How the dates and numbers of a feed's columns are written, as its files proved it: a
-- later file that contradicts it stops the feed.
CREATE TABLE feed_styles
(
    brand       LowCardinality(String),
    shop        LowCardinality(String),
    feed        String,                              -- a hash of its entity and path
    field       LowCardinality(String),
    expression  String,                              -- what the config writes for the field
    style       LowCardinality(String),              -- as the config would declare it: mdy, 1.234,50
    proof       String,                              -- the cell that proved it, and where it stood
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (brand, shop, feed, field);
