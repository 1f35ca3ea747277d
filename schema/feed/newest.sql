-- Leaves out the rows of an order that others stand for.
--
-- row: of several rows with one id the newest holds (by updated_at, then by the
--   file's name, then by its row).
-- file: when several files have the order, the newest one holds it alone: such files
--   are exports that overlap.
-- sum: the rows of all files are the order's; a row that stands in several files is
--   one row, as often as the file has it that has it most often.
INSERT INTO {kept:Identifier}
SELECT * EXCEPT (newest_file, newest_row, touched_at, content, often, oftenest)
FROM
(
    SELECT *, max((often, file_no)) OVER (PARTITION BY order_id, content) AS oftenest
    FROM
    (
        SELECT
            *,
            coalesce(updated_at, toDateTime64(0, 3, 'UTC'))               AS touched_at,
            if({keep:String} = 'sum', sipHash64(toString(tuple(* EXCEPT (file_no, row)))), 0) AS content,
            count() OVER (PARTITION BY order_id, content, file_no)        AS often,
            max((touched_at, file_no)) OVER (PARTITION BY order_id)       AS newest_file,
            max((touched_at, file_no, row)) OVER (PARTITION BY order_id)  AS newest_row
        FROM {rows:Identifier}
    )
)
WHERE multiIf(
    {keep:String} = 'row', (touched_at, file_no, row) = newest_row,
    {keep:String} = 'file', file_no = newest_file.2,
    file_no = oftenest.2)
