-- How many records ClickHouse kept of the pages that it read itself.
SELECT count()
FROM bench_pages
