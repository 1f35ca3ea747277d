-- The published numbers of a date with their trends, for the command line.
-- scope, metric and window are patterns: % stands for any text.
SELECT
    scope, metric, window, value,
    prev_day, delta_day, change_day,
    prev_week, delta_week, change_week,
    prev_month, delta_month, change_month,
    prev_year, delta_year, change_year,
    median_8w, robust_z, coalesce(toBool(anomaly), false) AS anomaly,
    target, target_gap
FROM kpi_trend
WHERE brand = {brand:String} AND date = {date:Date}
  AND scope LIKE {scope:String} AND metric LIKE {metric:String} AND window LIKE {window:String}
ORDER BY scope, metric, window
