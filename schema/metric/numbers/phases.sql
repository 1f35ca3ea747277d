/*---
title: >-
  Phases and tiers: where each member stands in the relation with the brand, and what the member is
  worth
source: "[生命週期: 五個階段, 四類會員]"
class: core
unit: count
of: members
better: neither
reads: [orders]
windows: [day]
restates: asof
metrics:
  - names: [life_phase]
    defined: >-
      acquired (no purchase); churned (stage deep); activated (one purchase, within 6c); growing
      (two or more, last within 6c, and revenue, less what was returned without naming an order, of
      D-89..D at least 1.2 times that of D-179..D-90, which is above 0); retained (the others with
      two or more)
    scopes: [phase]
  - names: [value_tier]
    defined: >-
      churned (stage lost or deep); high (purchases >= the brand's mean per member with a purchase,
      and average order >= the brand's); potential (the first only); low. Means over all members
      with a purchase as of D; revenue is less what they returned without naming an order
    scopes: [tier]
---*/
-- Between two changes of a member only the brand's means move. They are thresholds
-- that move little: members are counted by their purchases, no finer than the
-- thresholds tell apart, and by whether their average order is above the brand's,
-- where changes begin and end. Only who is between the lowest and the highest
-- average of the range is looked at on each date.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    toInt32({from:Date}) AS first_day,
    -- Members, their purchases and their revenue on each date.
    (
        SELECT arraySort(groupArray((day, members, purchases, revenue)))
        FROM
        (
            SELECT
                c.day                                    AS day,
                sum(sum(c.members)) OVER until_then      AS members,
                sum(sum(c.purchases)) OVER until_then    AS purchases,
                sum(sum(c.revenue)) OVER until_then      AS revenue
            FROM
            (
                SELECT toInt32({from:Date}) AS day, toInt64(count()) AS members, sum(purchases) AS purchases, sum(revenue) AS revenue
                FROM {starts:Identifier}
                WHERE purchases > 0
                UNION ALL
                SELECT toInt32(date) AS day, toInt64(countIf(seq = 1)), toInt64(count()), toDecimal128(sum(revenue), 4)
                FROM {facts:Identifier}
                WHERE seq > 0 AND date BETWEEN {from:Date} + 1 AND {to:Date}
                GROUP BY day
                UNION ALL
                -- A return counts once its member has bought.
                SELECT toInt32(greatest(date, first_date)) AS day, toInt64(0), toInt64(0), toDecimal128(-sum(returned), 4)
                FROM {returns:Identifier}
                WHERE greatest(date, first_date) BETWEEN {from:Date} + 1 AND {to:Date}
                GROUP BY day
                UNION ALL
                SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0), toInt64(0), toDecimal128(0, 4)
            ) AS c
            GROUP BY c.day
            WINDOW until_then AS (ORDER BY c.day)
        )
    ) AS means,
    -- What the thresholds of the range lie between.
    arrayFilter(m -> m.2 > 0, means) AS bought,
    arrayMin(arrayMap(m -> intDiv(m.3, greatest(m.2, 1)), bought)) AS few,
    arrayMax(arrayMap(m -> intDiv(m.3, greatest(m.2, 1)), bought)) + 1 AS many,
    arrayMin(arrayMap(m -> m.4 / greatest(m.3, 1), bought)) - toDecimal128(0.0001, 4) AS lowest, -- a quotient below 0 is rounded up
    arrayMax(arrayMap(m -> m.4 / greatest(m.3, 1), bought)) + toDecimal128(0.0001, 4) AS highest,
    changes AS
    (
        SELECT
            member_id,
            toInt32({from:Date})    AS day,
            purchases,
            revenue,
            revenue_90d             AS recent,
            revenue_90d_before      AS earlier
        FROM {starts:Identifier}

        UNION ALL

        SELECT member_id, change.1, sum(change.2), sum(change.3), sum(change.4), sum(change.5)
        FROM {facts:Identifier}
        ARRAY JOIN
        [
            (toInt32(date),       toInt64(seq > 0), toDecimal128(revenue - returned, 4), toDecimal128(revenue - returned, 4), toDecimal128(0, 4)),
            (toInt32(date) + 90,  toInt64(0), toDecimal128(0, 4), -toDecimal128(revenue - returned, 4), toDecimal128(revenue - returned, 4)),
            (toInt32(date) + 180, toInt64(0), toDecimal128(0, 4), toDecimal128(0, 4), -toDecimal128(revenue - returned, 4))
        ] AS change
        WHERE /* fragments/of_revenue.sql */
            AND
            (
                date BETWEEN {from:Date} + 1 AND {to:Date}
                OR date BETWEEN {from:Date} - 89 AND {to:Date} - 90
                OR date BETWEEN {from:Date} - 179 AND {to:Date} - 180
            )
            AND change.1 > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY member_id, change.1
    ),
    stretches AS
    (
        SELECT
            member_id,
            day                                                                     AS begins,
            least(leadInFrame(day, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)  AS ends,
            sum(purchases) OVER until_then                                          AS purchases,
            sum(revenue) OVER until_then                                            AS revenue,
            sum(recent) OVER until_then                                             AS recent,
            sum(earlier) OVER until_then                                            AS earlier
        FROM changes
        WINDOW
            until_then AS (PARTITION BY member_id ORDER BY day),
            in_time AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    pieces AS
    (
        SELECT
            greatest(s.begins, i.begins)                                            AS since,
            least(s.ends, i.ends)                                                   AS until,
            i.stage IN ('lost', 'deep')                                             AS churned,
            s.purchases                                                             AS purchases,
            s.revenue                                                               AS revenue,
            multiIf
            (
                i.stage = 'deep', 'churned',
                s.purchases = 1, 'activated',
                s.earlier > 0 AND s.recent * 10 >= s.earlier * 12, 'growing',
                'retained'
            )                                                                       AS phase,
            NOT churned AND s.purchases >= few AND s.revenue >= lowest * s.purchases AND s.revenue < highest * s.purchases AS between
        FROM stretches AS s
        INNER JOIN
        (
            SELECT member_id, stage, toInt32(valid_from) AS begins, toInt32(valid_to) AS ends
            FROM {stays:Identifier}
            WHERE stage != 'prospect' AND valid_from <= {to:Date} AND valid_to > {from:Date}
        ) AS i ON i.member_id = s.member_id
        WHERE greatest(s.begins, i.begins) < least(s.ends, i.ends)
    ),
    turns AS
    (
        SELECT phase, churned, level, above, change.1 AS at, toInt64(sum(change.2)) AS members
        FROM
        (
            SELECT
                phase,
                churned,
                least(greatest(purchases, few - 1), many)                           AS level,
                arrayJoin(if(between, range(since, until), [since]))                AS begin,
                if(between, begin + 1, until)                                       AS end,
                means[begin - first_day + 1]                                        AS mean,
                revenue * mean.3 >= mean.4 * purchases                              AS above
            FROM pieces
        )
        ARRAY JOIN [(begin, 1), (end, -1)] AS change
        GROUP BY phase, churned, level, above, change.1
    ),
    runs AS
    (
        SELECT
            phase,
            churned,
            level,
            above,
            at                                                                      AS begins,
            leadInFrame(at, 1, at) OVER in_time                                     AS ends,
            sum(members) OVER until_then                                            AS members
        FROM turns
        WINDOW
            until_then AS (PARTITION BY phase, churned, level, above ORDER BY at),
            in_time AS (PARTITION BY phase, churned, level, above ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    counts AS
    (
        SELECT
            arrayJoin(range(begins, ends))                                          AS day,
            phase,
            multiIf
            (
                churned, 'churned',
                level * means[day - first_day + 1].2 < means[day - first_day + 1].3, 'low',
                above, 'high',
                'potential'
            )                                                                       AS tier,
            members
        FROM runs
        WHERE members > 0
    )
SELECT {brand:String}, toDate(day), scope, metric, 'day', toFloat64(members), toDecimal128(members, 4), {generation:UInt64}
FROM
(
    SELECT day, series.1 AS scope, series.2 AS metric, sum(members) AS members
    FROM
    (
        SELECT day, [(concat('phase:', phase), 'life_phase'), (concat('tier:', tier), 'value_tier')] AS every, members
        FROM counts
        UNION ALL
        SELECT toInt32(date), [('phase:acquired', 'life_phase')], toInt64(assumeNotNull(numerator))
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
            AND metric = 'stage_prospect' AND scope = 'brand'
        UNION ALL
        SELECT
            arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)),
            [
                ('phase:acquired', 'life_phase'), ('phase:activated', 'life_phase'), ('phase:growing', 'life_phase'),
                ('phase:retained', 'life_phase'), ('phase:churned', 'life_phase'),
                ('tier:high', 'value_tier'), ('tier:potential', 'value_tier'), ('tier:low', 'value_tier'), ('tier:churned', 'value_tier')
            ],
            toInt64(0)
    )
    ARRAY JOIN every AS series
    GROUP BY day, series.1, series.2
);
