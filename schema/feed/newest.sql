-- Leaves out the rows of an order that newer ones supersede.
--
-- grain order: of several rows with one id the newest holds (by updated_at, then
--   by the file's name, then by its row).
-- grain line: when several files have the order, the one with the newest
--   updated_at holds it alone: such files are exports that overlap.
INSERT INTO {kept:Identifier}
SELECT * EXCEPT (newest_file, newest_row, touched_at)
FROM
(
    SELECT
        *,
        coalesce(updated_at, toDateTime64(0, 3, 'UTC'))     AS touched_at,
        max((touched_at, file_no)) OVER record              AS newest_file,
        max((touched_at, file_no, row)) OVER record         AS newest_row
    FROM {rows:Identifier}
    WHERE problem = ''
    WINDOW record AS (PARTITION BY order_id)
)
WHERE if({line_grain:Bool}, file_no = newest_file.2, (touched_at, file_no, row) = newest_row)
