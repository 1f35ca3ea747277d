-- ClickHouse reading what a connector was handed, as it is, and keeping the raw record of each order: the yardstick for
-- a pull. An answer without a list of orders is kept whole, as the rows of a bulk file are.
CREATE OR REPLACE TABLE bench_pages
ENGINE = MergeTree
ORDER BY tuple()
AS
WITH
    {list:Array(String)} AS list,
    multiIf(
        length(list) = 1, JSONExtractArrayRaw(page, list[1]),
        length(list) = 2, JSONExtractArrayRaw(page, list[1], list[2]),
        length(list) = 3, JSONExtractArrayRaw(page, list[1], list[2], list[3]),
        []
    ) AS found
SELECT arrayJoin(if(empty(found), [page], found)) AS record
FROM url({url:String}, 'JSONAsString', 'page String')
SETTINGS glob_expansion_max_elements = 1000000
