-- Every value that was published of a date's numbers, the newest first: by which
-- generation, and what had been derived since the one before. scope, metric and
-- window are patterns.
WITH
    covering AS
    (
        SELECT
            generation, kind, published_at,
            lagInFrame(generation, 1, toUInt64(0)) OVER
            (
                ORDER BY generation ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) AS before
        FROM generations FINAL
        WHERE brand = {brand:String} AND state = 'published' AND {date:Date} BETWEEN from_date AND to_date
    ),
    changes AS
    (
        SELECT g.generation AS changed_in, uniqExact(c.shop, c.order_id) AS orders
        FROM covering AS g
        CROSS JOIN (SELECT shop, order_id, derivation FROM order_changes WHERE brand = {brand:String} AND touches <= {date:Date}) AS c
        WHERE g.before != 0 AND c.derivation > g.before AND c.derivation < g.generation
        GROUP BY g.generation
    ),
    derived AS
    (
        SELECT g.generation AS derived_in, max(d.version) AS derivation, max(d.at) AS derived_at, max(d.settings_changed) AS settings_changed
        FROM covering AS g
        CROSS JOIN
        (
            SELECT
                version, at,
                settings != lagInFrame(settings, 1, settings) OVER
                (
                    ORDER BY version ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS settings_changed
            FROM derivations FINAL
            WHERE brand = {brand:String}
        ) AS d
        WHERE d.version > g.before AND d.version < g.generation
        GROUP BY g.generation
    )
SELECT
    k.scope AS scope, k.metric AS metric, k.window AS window, k.value AS value, k.numerator AS numerator, k.denominator AS denominator,
    g.generation AS generation, g.before AS before, toString(g.kind) AS kind, g.published_at AS published_at,
    d.derivation AS derivation, d.derived_at AS derived_at, toBool(d.settings_changed) AS settings_changed,
    c.orders AS orders
FROM
(
    SELECT toString(scope) AS scope, toString(metric) AS metric, toString(window) AS window, value, numerator, denominator, generation AS of
    FROM kpi_rows
    WHERE brand = {brand:String} AND date = {date:Date}
        AND scope LIKE {scope:String} AND metric LIKE {metric:String} AND window LIKE {window:String}
) AS k
INNER JOIN covering AS g ON g.generation = k.of
LEFT JOIN changes AS c ON c.changed_in = k.of
LEFT JOIN derived AS d ON d.derived_in = k.of
ORDER BY scope, metric, window, generation DESC
