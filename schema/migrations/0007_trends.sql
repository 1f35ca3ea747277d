-- Each number with what it was: the day before, the same weekday of the week
-- before, a month and a year before. [指標體系: 趨勢指標, 購買頻率變化率, 消費金額變化率,
-- 留存率變化率; 目標]
--
-- For windows that end on D, a month is 28 days and a year 364 (the same
-- weekday). For calendar windows it is the same number of elapsed days in the
-- month or year before; a longer month is cut at the earlier one's last day.
-- For `day` also: the mean of the last seven days and of the seven before, the
-- median of the same weekday of the eight weeks before, and how far from it the
-- value lies: 0.6745 (value - median) / MAD, null at MAD 0. A day without orders
-- counts as 0 in sums and counts; a ratio is null there and left out of means.
CREATE VIEW kpi_trend AS
WITH
    series AS
    (
        SELECT
            *,
            multiIf
            (
                window = 'month', addMonths(date, -1),
                window = 'year', addMonths(date, -1),
                date - 28
            )                                                                          AS month_before,
            multiIf
            (
                window = 'month', addYears(date, -1),
                window = 'year', least(addYears(toStartOfYear(date), -1) + (date - toStartOfYear(date)), toStartOfYear(date) - 1),
                date - 364
            )                                                                          AS year_before,
            toInt32(date)                                                              AS day,
            anyOrNull(value) OVER (one RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING)      AS prev_day,
            anyOrNull(value) OVER (one RANGE BETWEEN 7 PRECEDING AND 7 PRECEDING)      AS prev_week,
            if(window = 'day', avgOrNull(value) OVER (one RANGE BETWEEN 6 PRECEDING AND CURRENT ROW), NULL)         AS mean_7d,
            if(window = 'day', avgOrNull(value) OVER (one RANGE BETWEEN 13 PRECEDING AND 7 PRECEDING), NULL)  AS mean_7d_prev,
            if
            (
                window = 'day',
                arrayMap
                (
                    d -> d.2,
                    arrayFilter
                    (
                        d -> d.1 != day AND (day - d.1) % 7 = 0,
                        groupArrayIf((toInt32(date), assumeNotNull(value)), isNotNull(value)) OVER (one RANGE BETWEEN 56 PRECEDING AND CURRENT ROW)
                    )
                ),
                []
            )                                                                          AS same_weekdays
        FROM kpi
        WINDOW one AS (PARTITION BY brand, scope, metric, window ORDER BY toInt32(date))
    )
SELECT
    s.brand AS brand, s.date AS date, s.scope AS scope, s.metric AS metric, s.window AS window, s.value AS value,
    s.prev_day                                                                         AS prev_day,
    s.value - s.prev_day                                                               AS delta_day,
    if(s.prev_day = 0, NULL, (s.value - s.prev_day) / abs(s.prev_day))                 AS change_day,
    s.prev_week                                                                        AS prev_week,
    s.value - s.prev_week                                                              AS delta_week,
    if(s.prev_week = 0, NULL, (s.value - s.prev_week) / abs(s.prev_week))              AS change_week,
    m.value                                                                            AS prev_month,
    s.value - m.value                                                                  AS delta_month,
    if(m.value = 0, NULL, (s.value - m.value) / abs(m.value))                          AS change_month,
    y.value                                                                            AS prev_year,
    s.value - y.value                                                                  AS delta_year,
    if(y.value = 0, NULL, (s.value - y.value) / abs(y.value))                          AS change_year,
    s.mean_7d                                                                          AS mean_7d,
    s.mean_7d_prev                                                                     AS mean_7d_prev,
    if(s.mean_7d_prev = 0, NULL, (s.mean_7d - s.mean_7d_prev) / abs(s.mean_7d_prev))   AS change_7d,
    if(empty(s.same_weekdays), NULL, arrayReduce('quantileExactInclusive(0.5)', s.same_weekdays)) AS median_8w,
    if
    (
        empty(s.same_weekdays),
        NULL,
        arrayReduce('quantileExactInclusive(0.5)', arrayMap(v -> abs(v - assumeNotNull(median_8w)), s.same_weekdays))
    )                                                                                  AS mad_8w,
    if(ifNull(mad_8w, 0) = 0, NULL, 0.6745 * (s.value - median_8w) / mad_8w)           AS robust_z,
    if(isNull(robust_z), false, abs(robust_z) >= 3.5 AND length(s.same_weekdays) >= 6) AS anomaly,
    if(t.metric = '', NULL, toNullable(t.target))                                      AS target,
    if(t.metric = '', NULL, s.value - t.target)                                        AS target_gap
FROM series AS s
LEFT JOIN (SELECT brand, date, scope, metric, window, value FROM kpi) AS m
    ON m.brand = s.brand AND m.scope = s.scope AND m.metric = s.metric AND m.window = s.window AND m.date = s.month_before
LEFT JOIN (SELECT brand, date, scope, metric, window, value FROM kpi) AS y
    ON y.brand = s.brand AND y.scope = s.scope AND y.metric = s.metric AND y.window = s.window AND y.date = s.year_before
LEFT JOIN
(
    SELECT
        k.brand AS brand, k.date AS date, t.scope AS scope, t.metric AS metric, t.window AS window,
        argMax(t.value, t.from_date) AS target
    FROM (SELECT DISTINCT brand, date FROM published) AS k
    INNER JOIN (SELECT * FROM targets FINAL) AS t ON t.brand = k.brand
    WHERE t.from_date <= k.date
    GROUP BY k.brand, k.date, t.scope, t.metric, t.window
) AS t ON t.brand = s.brand AND t.scope = s.scope AND t.metric = s.metric AND t.window = s.window AND t.date = s.date;
