-- Whether an order of the feed has several rows, and whether several files do.
SELECT
    countIf(n > 1) > 0     AS in_rows,
    countIf(f1 != f2) > 0  AS in_files
FROM
(
    SELECT count() AS n, min(file_no) AS f1, max(file_no) AS f2
    FROM {rows:Identifier}
    GROUP BY order_id
)
