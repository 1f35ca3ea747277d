-- The gate of a night, as it was decided last: the lines of one decision share
-- their version. Of feeds, where the rows of their files went.
SELECT
    r.shop           AS shop,
    r.entity         AS entity,
    r.load_id        AS load_id,
    r.platform       AS platform,
    r.received       AS received,
    r.stored         AS stored,
    r.rejected       AS rejected,
    r.unmapped       AS unmapped,
    r.words          AS words,
    r.ok             AS ok,
    r.reason         AS reason,
    r.cause          AS cause,
    r.unchanged      AS unchanged,
    l.file_rows      AS file_rows,
    l.used_rows      AS used_rows,
    l.rejected_rows  AS rejected_rows,
    l.left_out       AS left_out,
    l.blank          AS blank,
    l.totals         AS totals,
    l.taken          AS taken
FROM
(
    SELECT *
    FROM reconciliation FINAL
    WHERE brand = {brand:String}
      AND date = {date:Date}
      AND version =
      (
          SELECT max(version)
          FROM reconciliation
          WHERE brand = {brand:String}
            AND date = {date:Date}
      )
) AS r
LEFT ANY JOIN
(
    SELECT shop, load_id, file_rows, used_rows, rejected_rows, left_out, blank, totals, taken
    FROM loads FINAL
    WHERE brand = {brand:String}
      AND file_rows > 0
) AS l ON l.shop = r.shop AND l.load_id = r.load_id
ORDER BY shop, entity
