-- Stages: how many members stand in each lifecycle stage, and what they bought.
--
-- metrics   stage_<name>, stage_share_<name>, stage_revenue_<name>
-- defined   members whose stage it is on the date (derive/stages.sql); their
--           share of the members with a purchase (prospect has none); the revenue
--           of the last 365 days by the stage of the date, and in the scopes
--           stage_before:<name> by the stage of the date among the members whose
--           last different stage was that one.
-- source    [NASLD]
-- class     core
-- scopes    brand, stage_before
-- windows   day
-- restates  asof
-- unit      members; ratio for stage_share_<name>; currency for
--           stage_revenue_<name>
--
-- The revenue starts with that of the first date. Later dates change it where an
-- order comes or passes 365 days, or where its member's stage changes; all other
-- pairs of an order and a stage stay as they are and are not looked at.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    stretches AS
    (
        SELECT member_id, stage, stage_before, valid_from, valid_to
        FROM {stays:Identifier}
        WHERE valid_from <= {to:Date} AND valid_to > {from:Date}
    ),
    orders AS
    (
        SELECT member_id, toInt32(date) AS day, revenue
        FROM {facts:Identifier}
        WHERE seq > 0 AND date BETWEEN {from:Date} - 364 AND {to:Date}
    ),
    passing AS
    (
        SELECT *
        FROM orders
        WHERE day > toInt32({from:Date}) OR day + 365 <= toInt32({to:Date})
    ),
    pairs AS
    (
        SELECT
            s.stage                                                                          AS stage,
            s.stage_before                                                                   AS stage_before,
            o.revenue                                                                        AS revenue,
            greatest(o.day, toInt32(s.valid_from), toInt32({from:Date}))                     AS begins,
            least(o.day + 365, toInt32(s.valid_to))                                          AS ends
        FROM orders AS o
        INNER JOIN (SELECT * FROM stretches WHERE valid_from > {from:Date} OR valid_to <= {to:Date}) AS s ON s.member_id = o.member_id
        WHERE begins < ends
        UNION ALL
        SELECT s.stage, s.stage_before, o.revenue, greatest(o.day, toInt32({from:Date})), o.day + 365
        FROM passing AS o
        INNER JOIN
        (
            SELECT *
            FROM stretches
            WHERE valid_from <= {from:Date} AND valid_to > {to:Date} AND member_id IN (SELECT member_id FROM passing)
        ) AS s ON s.member_id = o.member_id
    ),
    members AS
    (
        SELECT stage, date, sum(sum(members)) OVER (PARTITION BY stage ORDER BY date) AS members
        FROM
        (
            SELECT stage, change.1 AS date, toInt64(sum(change.2)) AS members
            FROM stretches
            ARRAY JOIN [(greatest(valid_from, {from:Date}), 1), (valid_to, -1)] AS change
            GROUP BY stage, change.1
            UNION ALL
            SELECT
                stage,
                arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))),
                toInt64(0)
            FROM (SELECT arrayJoin(['new', 'active', 'sleep', 'lost', 'deep', 'prospect']) AS stage)
        )
        GROUP BY stage, date
    ),
    revenue AS
    (
        SELECT scope, stage, date, sum(sum(revenue)) OVER (PARTITION BY scope, stage ORDER BY date) AS revenue
        FROM
        (
            SELECT scope, stage, {from:Date} AS date, sum(revenue_365d) AS revenue
            FROM {starts:Identifier}
            ARRAY JOIN ['brand', concat('stage_before:', stage_before)] AS scope
            GROUP BY scope, stage
            UNION ALL
            SELECT scope, stage, toDate(change.1), sum(change.2)
            FROM pairs
            ARRAY JOIN ['brand', concat('stage_before:', stage_before)] AS scope
            ARRAY JOIN [(begins, toDecimal128(pairs.revenue, 4)), (ends, -toDecimal128(pairs.revenue, 4))] AS change
            WHERE change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
            GROUP BY scope, stage, change.1
            UNION ALL
            SELECT
                series.1,
                series.2,
                arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))),
                toDecimal128(0, 4)
            FROM
            (
                SELECT arrayConcat
                (
                    [('brand', 'new'), ('brand', 'active'), ('brand', 'sleep'), ('brand', 'lost'), ('brand', 'deep')],
                    (
                        SELECT groupUniqArray((concat('stage_before:', stage_before), toString(stage)))
                        FROM stretches
                        WHERE stage != 'prospect'
                    )
                ) AS every
            )
            ARRAY JOIN every AS series
        )
        GROUP BY scope, stage, date
    ),
    with_purchase AS
    (
        SELECT date, sum(members) AS members
        FROM members
        WHERE stage != 'prospect'
        GROUP BY date
    )
SELECT
    {brand:String}, date, scope, metric, 'day', value, numerator, denominator, {generation:UInt64}
FROM
(
    SELECT
        date,
        'brand'                        AS scope,
        concat('stage_', stage)        AS metric,
        toNullable(toFloat64(members)) AS value,
        toDecimal128(members, 4)       AS numerator,
        NULL                           AS denominator
    FROM members

    UNION ALL

    SELECT
        m.date,
        'brand',
        concat('stage_share_', m.stage),
        if(p.members = 0, NULL, m.members / p.members),
        toDecimal128(m.members, 4),
        toNullable(toDecimal128(p.members, 4))
    FROM members AS m
    INNER JOIN with_purchase AS p ON p.date = m.date
    WHERE m.stage != 'prospect'

    UNION ALL

    SELECT date, scope, concat('stage_revenue_', stage), toNullable(toFloat64(revenue)), revenue, NULL
    FROM revenue
)
WHERE date BETWEEN {from:Date} AND {to:Date};
