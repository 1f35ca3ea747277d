-- Flow: from which stage to which the members moved, since the day before and
-- since 28 days before.
--
-- table     stage_flow
-- defined   members by their stage on D - span and their stage on D, with their
--           revenue of the last 365 days to D; `none`: not yet known on D - span.
-- source    [NASLD]
-- restates  asof
-- unit      members, currency
--
-- The revenue starts with that of the first date, and changes where an order comes
-- or passes 365 days or where its member moves, as in stages.sql.
INSERT INTO flow_rows (brand, date, span, from, to, members, revenue, generation)
WITH
    stretches AS
    (
        SELECT member_id, stage, valid_from, valid_to, stage_before
        FROM {stays:Identifier}
        WHERE valid_from <= {to:Date} AND valid_to > {from:Date} - 28
    ),
    -- Before it was known, a member was in no stage.
    pasts AS
    (
        SELECT member_id, stage, valid_from, valid_to FROM stretches
        UNION ALL
        SELECT member_id, 'none', toDate(0), min(valid_from)
        FROM {stays:Identifier}
        GROUP BY member_id
        HAVING min(valid_from) > {from:Date} - 28
    ),
    moves AS
    (
        SELECT
            n.member_id                                                                   AS member_id,
            span,
            p.stage                                                                       AS from,
            n.stage                                                                       AS to,
            greatest(n.valid_from, if(p.valid_from = toDate(0), toDate(0), p.valid_from + span), {from:Date})    AS begins,
            least(toInt32(n.valid_to), toInt32(p.valid_to) + span, toInt32({to:Date}) + 1) AS ends
        FROM stretches AS n
        INNER JOIN pasts AS p ON p.member_id = n.member_id
        ARRAY JOIN [1, 28] AS span
        WHERE toInt32(begins) < ends
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
            m.span                                              AS span,
            m.from                                              AS from,
            m.to                                                AS to,
            o.revenue                                           AS revenue,
            greatest(o.day, toInt32(m.begins))                  AS since,
            least(o.day + 365, m.ends)                          AS until
        FROM orders AS o
        INNER JOIN (SELECT * FROM moves WHERE begins > {from:Date} OR ends <= toInt32({to:Date})) AS m ON m.member_id = o.member_id
        WHERE since < until
        UNION ALL
        SELECT m.span, m.from, m.to, o.revenue, greatest(o.day, toInt32({from:Date})), o.day + 365
        FROM passing AS o
        INNER JOIN
        (
            SELECT *
            FROM moves
            WHERE begins <= {from:Date} AND ends > toInt32({to:Date}) AND member_id IN (SELECT member_id FROM passing)
        ) AS m ON m.member_id = o.member_id
    ),
    spent AS
    (
        SELECT was.1 AS span, was.2 AS from, stage AS to, toInt32({from:Date}) AS day, sum(revenue_365d) AS revenue
        FROM {starts:Identifier}
        ARRAY JOIN [(1, stage_1d_ago), (28, stage_28d_ago)] AS was
        GROUP BY span, from, to

        UNION ALL

        SELECT span, from, to, change.1 AS day, sum(change.2)
        FROM pairs
        ARRAY JOIN [(since, toDecimal128(pairs.revenue, 4)), (until, -toDecimal128(pairs.revenue, 4))] AS change
        WHERE change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY span, from, to, change.1
    ),
    moved AS
    (
        SELECT span, from, to, change.1 AS day, toInt64(sum(change.2)) AS members
        FROM moves
        ARRAY JOIN [(toInt32(begins), 1), (ends, -1)] AS change
        GROUP BY span, from, to, change.1
    ),
    every_day AS
    (
        SELECT span, from, to, arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)) AS day
        FROM (SELECT DISTINCT span, from, to FROM moves)
    )
SELECT {brand:String}, toDate(day), span, from, to, members, revenue, {generation:UInt64}
FROM
(
    SELECT
        span, from, to, day,
        sum(sum(members)) OVER until_then    AS members,
        sum(sum(revenue)) OVER until_then    AS revenue
    FROM
    (
        SELECT span, from, to, day, members, toDecimal128(0, 4) AS revenue FROM moved
        UNION ALL
        SELECT span, from, to, day, toInt64(0), revenue FROM spent
        UNION ALL
        SELECT span, from, to, day, toInt64(0), toDecimal128(0, 4) FROM every_day
    )
    GROUP BY span, from, to, day
    WINDOW until_then AS (PARTITION BY span, from, to ORDER BY day)
)
WHERE day BETWEEN toInt32({from:Date}) AND toInt32({to:Date}) AND members > 0;
