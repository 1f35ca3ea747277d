/*---
title: >-
  Flow: from which stage to which the members moved, since the day before and since 28 days before
table: stage_flow
defined: >-
  members by their stage on D - span and their stage on D, with their revenue of the last 365 days
  to D in the brand's currency, less what they returned in them without naming an order (of a
  prospect nothing else); `none`: not yet known on D - span.
source: "[NASLD]"
restates: asof
---*/
-- Each member with its stages of the date, of the day before and of 28 days before,
-- from the first date on (starts.sql), and again where one of them changes or where
-- an order or a return comes or passes 365 days: between two such days nothing of it moves. A
-- stage change comes back one and 28 days later.
--
-- Stages are numbers here, none is 0; with its day (times 8) before it, the largest
-- of a stage's numbers so far is the one that holds.
INSERT INTO flow_rows (brand, date, span, from, to, members, revenue, generation)
WITH
    ['new', 'active', 'sleep', 'lost', 'deep', 'prospect'] AS stages,
    toInt32({from:Date}) AS first_day,
    toInt32({to:Date}) AS last_day,
    changes AS
    (
        SELECT
            member_id,
            first_day                                       AS day,
            toInt32(indexOf(stages, stage))                 AS now,
            toInt32(indexOf(stages, stage_1d_ago))          AS was_1d,
            toInt32(indexOf(stages, stage_28d_ago))         AS was_28d,
            revenue_365d                                    AS revenue
        FROM {starts:Identifier}

        UNION ALL

        SELECT member_id, first_day, 6, if(valid_from < {from:Date}, 6, 0), if(valid_from <= {from:Date} - 28, 6, 0), toDecimal128(0, 4)
        FROM {stays:Identifier}
        WHERE stage = 'prospect' AND valid_from <= {from:Date} AND valid_to > {from:Date}
            AND member_id NOT IN (SELECT member_id FROM {starts:Identifier} WHERE purchases = 0)

        UNION ALL

        SELECT member_id, change.1, max(change.2), max(change.3), max(change.4), sum(change.5)
        FROM
        (
            SELECT
                member_id,
                arrayJoin
                ([
                    (begins, begins * 8 + stage, 0, 0, toDecimal128(0, 4)),
                    (begins + 1, 0, (begins + 1) * 8 + stage, 0, toDecimal128(0, 4)),
                    (begins + 28, 0, 0, (begins + 28) * 8 + stage, toDecimal128(0, 4))
                ]) AS change
            FROM
            (
                SELECT member_id, toInt32(valid_from) AS begins, toInt32(indexOf(stages, s.stage)) AS stage
                FROM {stays:Identifier} AS s
                WHERE valid_from > {from:Date} - 28
            )

            UNION ALL

            SELECT
                member_id,
                arrayJoin
                ([
                    (toInt32(date), 0, 0, 0, toDecimal128(revenue - returned, 4)),
                    (toInt32(date) + 365, 0, 0, 0, -toDecimal128(revenue - returned, 4))
                ])
            FROM {facts:Identifier}
            WHERE /* fragments/of_revenue.sql */ AND (date BETWEEN {from:Date} + 1 AND {to:Date} OR date BETWEEN {from:Date} - 364 AND {to:Date} - 365)
        )
        WHERE change.1 > first_day AND change.1 <= last_day
        GROUP BY member_id, change.1
    ),
    stretches AS
    (
        SELECT
            day                                             AS begins,
            leadInFrame(day, 1, last_day + 1) OVER in_time  AS ends,
            max(now) OVER until_then % 8                    AS to,
            max(was_1d) OVER until_then % 8                 AS from_1d,
            max(was_28d) OVER until_then % 8                AS from_28d,
            sum(revenue) OVER until_then                    AS revenue
        FROM changes
        WINDOW
            until_then AS (PARTITION BY member_id ORDER BY day),
            in_time AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    turns AS
    (
        SELECT from_1d, from_28d, to, change.1 AS at, toInt64(sum(change.2)) AS members, sum(change.3) AS revenue
        FROM stretches
        ARRAY JOIN [(begins, 1, stretches.revenue), (ends, -1, -stretches.revenue)] AS change
        GROUP BY from_1d, from_28d, to, change.1
    ),
    moves AS
    (
        SELECT
            past.1                                          AS span,
            past.2                                          AS from,
            to,
            at                                              AS begins,
            leadInFrame(at, 1, at) OVER in_time             AS ends,
            sum(sum(members)) OVER until_then               AS members,
            sum(sum(revenue)) OVER until_then               AS revenue
        FROM turns
        ARRAY JOIN [(1, from_1d), (28, from_28d)] AS past
        GROUP BY past.1, past.2, to, at
        WINDOW
            until_then AS (PARTITION BY past.1, past.2, to ORDER BY at),
            in_time AS (PARTITION BY past.1, past.2, to ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
SELECT
    {brand:String}, toDate(arrayJoin(range(begins, ends))), span, if(from = 0, 'none', stages[from]), stages[to],
    members, revenue, {generation:UInt64}
FROM moves
WHERE members > 0;
