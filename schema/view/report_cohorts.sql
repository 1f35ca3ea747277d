-- The cohorts as they were last computed on or before a date: a backfill writes
-- them for its last date only.
WITH
    published_rows AS
    (
        SELECT date AS as_of, cohort_month, month_index, cohort_size, members, toFloat64(revenue) AS spent
        FROM cohort_rows
        WHERE brand = {brand:String} AND date <= {date:Date}
          AND (brand, date, generation) IN (SELECT brand, date, generation FROM published WHERE brand = {brand:String})
    )
SELECT as_of, cohort_month, month_index, cohort_size, members, spent AS revenue
FROM published_rows
WHERE as_of = (SELECT max(as_of) FROM published_rows)
ORDER BY cohort_month, month_index
