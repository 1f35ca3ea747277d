-- Numbers that a later generation published otherwise than the one before it.
-- scope, metric and window are patterns; values that differ by rounding only are
-- the same.
WITH
    steps AS
    (
        SELECT
            date, generation, published_at,
            lagInFrame(generation, 1, toUInt64(0)) OVER
            (
                PARTITION BY date ORDER BY generation ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) AS before
        FROM
        (
            SELECT generation, published_at, arrayJoin(arrayMap(n -> from_date + n, range(toUInt32(to_date - from_date) + 1))) AS date
            FROM generations FINAL
            WHERE brand = {brand:String} AND state = 'published'
        )
        WHERE date BETWEEN {from:Date} AND {to:Date}
    )
SELECT
    date, scope, metric, window, before, generation, published_at,
    anyIf(value, of = before)              AS was,
    anyIf(value, of = generation)          AS is,
    anyIf(numerator, of = before)          AS numerator_was,
    anyIf(numerator, of = generation)      AS numerator_is,
    anyIf(denominator, of = before)        AS denominator_was,
    anyIf(denominator, of = generation)    AS denominator_is
FROM
(
    SELECT
        k.date AS date, toString(k.scope) AS scope, toString(k.metric) AS metric, toString(k.window) AS window,
        k.value AS value, k.numerator AS numerator, k.denominator AS denominator,
        s.of AS of, s.before AS before, s.generation AS generation, s.published_at AS published_at
    FROM kpi_rows AS k
    INNER JOIN
    (
        SELECT date, generation, before, published_at, arrayJoin([generation, before]) AS of
        FROM steps
        WHERE before != 0 AND published_at >= {since:DateTime64(3, 'UTC')}
    ) AS s ON s.date = k.date AND s.of = k.generation
    WHERE k.brand = {brand:String} AND k.date BETWEEN {from:Date} AND {to:Date}
        AND k.scope LIKE {scope:String} AND k.metric LIKE {metric:String} AND k.window LIKE {window:String}
)
GROUP BY date, scope, metric, window, before, generation, published_at
HAVING isNull(was) != isNull(is)
    OR abs(assumeNotNull(was) - assumeNotNull(is)) > 1e-9 * greatest(1, abs(assumeNotNull(is)))
    OR ifNull(numerator_was, 0) != ifNull(numerator_is, 0)
    OR ifNull(denominator_was, 0) != ifNull(denominator_is, 0)
ORDER BY date DESC, generation DESC, scope, metric, window
