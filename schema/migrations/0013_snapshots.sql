-- What the two deep views return for the last published date of a brand, stored so
-- that reading it is instant. Package snapshot writes a partition when a generation is
-- published, and reads it only while its stamp is the present one. These are caches:
-- a migration that changes a view makes its table again, by these words. The date
-- before stays for who is just about to read it.

CREATE TABLE trend_snapshots
ENGINE = MergeTree
PARTITION BY (brand, date)
ORDER BY (scope, metric, window)
EMPTY AS
SELECT toUInt64(0) AS stamp, * FROM kpi_trend;

CREATE TABLE member_snapshots
ENGINE = MergeTree
PARTITION BY (brand, date)
ORDER BY member_id
EMPTY AS
SELECT toUInt64(0) AS stamp, toLowCardinality('') AS brand, toDate(0) AS date, * FROM member_asof(brand = '', date = '1970-01-01');
