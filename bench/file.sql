-- ClickHouse loads a CSV file whose types it infers.
CREATE OR REPLACE TABLE bench_file
ENGINE = MergeTree
ORDER BY tuple()
AS
SELECT *
FROM file({path:String}, 'CSVWithNames');
DROP TABLE bench_file
