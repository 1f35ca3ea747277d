/*---
title: "Stages: how many members stand in each lifecycle stage, and what they bought"
source: "[NASLD]"
class: core
better: more
except:
  less: [sleep, lost, deep]
  neither: [prospect]
reads: [orders]
scopes: [brand]
windows: [day]
restates: asof
metrics:
  - names: [stage_<name>]
    defined: members whose stage it is on the date (derive/stages.sql)
    unit: count
    of: members
  - names: [stage_share_<name>]
    defined: their share of the members with a purchase (prospect has none)
    unit: ratio
  - names: [stage_revenue_<name>]
    defined: >-
      the revenue of the last 365 days, less what was returned in them without naming an order, by
      the stage of the date (prospects have none), and in the scopes
      stage_before:<name> by the stage of the date among the members whose last different stage was
      that one
    unit: currency
    scopes: [brand, stage_before]
---*/
-- The revenue starts with that of the first date. Later dates change it where an
-- order or a return comes or passes 365 days, or where its member's stage changes: the member's
-- revenue leaves the one stage and comes into the other.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    stretches AS
    (
        SELECT member_id, stage, stage_before, valid_from, valid_to
        FROM {stays:Identifier}
        WHERE valid_from <= {to:Date} AND valid_to > {from:Date}
    ),
    -- Stages are numbers here; with its day before it, the largest of a member's
    -- numbers so far is the one that holds.
    ['prospect', 'new', 'active', 'sleep', 'lost', 'deep'] AS stages,
    changes AS
    (
        SELECT
            member_id,
            toInt32({from:Date})                                                             AS day,
            toInt32(10 * indexOf(stages, s.stage) + indexOf(stages, s.stage_before))         AS stage,
            revenue_365d                                                                     AS revenue
        FROM {starts:Identifier} AS s

        UNION ALL

        SELECT member_id, day, max(change.1), sum(change.2)
        FROM
        (
            SELECT
                member_id,
                toInt32(valid_from)                                                          AS day,
                (toInt32(day * 100 + 10 * indexOf(stages, stage) + indexOf(stages, stage_before)), toDecimal128(0, 4)) AS change
            FROM stretches
            WHERE stage != 'prospect' AND valid_from > {from:Date}
            UNION ALL
            SELECT member_id, toInt32(date), (0, toDecimal128(revenue - returned, 4))
            FROM {facts:Identifier}
            WHERE /* fragments/of_revenue.sql */ AND date BETWEEN {from:Date} + 1 AND {to:Date}
            UNION ALL
            SELECT member_id, toInt32(date) + 365, (0, -toDecimal128(revenue - returned, 4))
            FROM {facts:Identifier}
            WHERE /* fragments/of_revenue.sql */ AND date BETWEEN {from:Date} - 364 AND {to:Date} - 365
        )
        WHERE day > toInt32({from:Date})
        GROUP BY member_id, day
    ),
    spent AS
    (
        SELECT
            day                                                                              AS begins,
            leadInFrame(day, 1, toInt32({to:Date}) + 1) OVER in_time                         AS ends,
            max(stage) OVER until_then % 100                                                 AS stage,
            sum(revenue) OVER until_then                                                     AS revenue
        FROM changes
        WINDOW
            until_then AS (PARTITION BY member_id ORDER BY day),
            in_time AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
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
            SELECT scope, stages[intDiv(number, 10)] AS stage, date, revenue
            FROM
            (
                SELECT spent.stage AS number, toDate(change.1) AS date, sum(change.2) AS revenue
                FROM spent
                ARRAY JOIN [(begins, spent.revenue), (ends, -spent.revenue)] AS change
                WHERE spent.stage >= 20 -- not what prospects returned
                GROUP BY number, change.1
            )
            ARRAY JOIN ['brand', concat('stage_before:', stages[number % 10])] AS scope
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

    -- Only of pairs of stages in which somebody is on the date: a row doesn't depend on
    -- which other dates are computed with it.
    SELECT date, scope, concat('stage_revenue_', stage), toNullable(toFloat64(revenue)), revenue, NULL
    FROM revenue
    WHERE scope = 'brand' OR (scope, toString(stage), date) IN
    (
        SELECT DISTINCT concat('stage_before:', stage_before), toString(stage), arrayJoin(arrayMap(n -> begins + n, range(toUInt32(ends - begins))))
        FROM
        (
            SELECT DISTINCT stage_before, stage, greatest(valid_from, {from:Date}) AS begins, least(valid_to, {to:Date} + 1) AS ends
            FROM stretches
            WHERE stage != 'prospect'
        )
    )
)
WHERE date BETWEEN {from:Date} AND {to:Date};
