-- Phases and tiers: where each member stands in the relation with the brand, and
-- what the member is worth.
--
-- metrics   life_phase (scopes phase:<name>), value_tier (scopes tier:<name>)
-- defined   life_phase: acquired (no purchase); churned (stage deep); activated
--           (one purchase, within 6c); growing (two or more, last within 6c, and
--           revenue of D-89..D at least 1.2 times that of D-179..D-90, which is
--           above 0); retained (the others with two or more). value_tier: churned
--           (stage lost or deep); high (purchases >= the brand's mean per member
--           with a purchase, and average order >= the brand's); potential (the
--           first only); low. Means over all members with a purchase as of D.
-- source    [生命週期: 五個階段, 四類會員]
-- class     core
-- scopes    phase, tier
-- windows   day
-- restates  asof
-- unit      members
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    changes AS
    (
        SELECT
            member_id,
            toInt32({from:Date})    AS day,
            toInt64(1)              AS members,
            purchases,
            revenue,
            revenue_90d             AS recent,
            revenue_90d_before      AS earlier
        FROM {starts:Identifier}

        UNION ALL

        SELECT member_id, change.1, toInt64(max(seq = 1 AND change.2 = 1)), sum(change.2), sum(change.3), sum(change.4), sum(change.5)
        FROM {facts:Identifier}
        ARRAY JOIN
        [
            (toInt32(date),       toInt64(1), toDecimal128(revenue, 4), toDecimal128(revenue, 4),  toDecimal128(0, 4)),
            (toInt32(date) + 90,  toInt64(0), toDecimal128(0, 4),       -toDecimal128(revenue, 4), toDecimal128(revenue, 4)),
            (toInt32(date) + 180, toInt64(0), toDecimal128(0, 4),       toDecimal128(0, 4),        -toDecimal128(revenue, 4))
        ] AS change
        WHERE seq > 0
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
    means AS
    (
        SELECT
            day,
            sum(sum(members)) OVER until_then      AS members,
            sum(sum(purchases)) OVER until_then    AS purchases,
            sum(sum(revenue)) OVER until_then      AS revenue
        FROM
        (
            SELECT day, members, purchases, revenue FROM changes
            UNION ALL
            SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0), toInt64(0), toDecimal128(0, 4)
        )
        GROUP BY day
        WINDOW until_then AS (ORDER BY day)
    ),
    standing AS
    (
        SELECT
            arrayJoin(range(greatest(s.begins, i.begins), least(s.ends, i.ends)))   AS day,
            i.stage                                                                 AS stage,
            s.purchases                                                             AS purchases,
            s.revenue                                                               AS revenue,
            s.recent                                                                AS recent,
            s.earlier                                                               AS earlier
        FROM stretches AS s
        INNER JOIN
        (
            SELECT member_id, stage, toInt32(valid_from) AS begins, toInt32(valid_to) AS ends
            FROM {stays:Identifier}
            WHERE stage != 'prospect' AND valid_from <= {to:Date} AND valid_to > {from:Date}
        ) AS i ON i.member_id = s.member_id
        WHERE greatest(s.begins, i.begins) < least(s.ends, i.ends)
    ),
    counts AS
    (
        SELECT
            s.day                                                                   AS day,
            multiIf
            (
                s.stage = 'deep', 'churned',
                s.purchases = 1, 'activated',
                s.earlier > 0 AND s.recent * 10 >= s.earlier * 12, 'growing',
                'retained'
            )                                                                       AS phase,
            multiIf
            (
                s.stage IN ('lost', 'deep'), 'churned',
                s.purchases * m.members < m.purchases, 'low',
                s.revenue * m.purchases >= m.revenue * s.purchases, 'high',
                'potential'
            )                                                                       AS tier,
            toInt64(count())                                                        AS members
        FROM standing AS s
        INNER JOIN means AS m ON m.day = s.day
        GROUP BY s.day, phase, tier
    )
SELECT {brand:String}, toDate(day), scope, metric, 'day', toFloat64(members), toDecimal128(members, 4), {generation:UInt64}
FROM
(
    SELECT day, scope, metric, sum(members) AS members
    FROM
    (
        SELECT day, concat('phase:', phase) AS scope, 'life_phase' AS metric, members FROM counts
        UNION ALL
        SELECT day, concat('tier:', tier), 'value_tier', members FROM counts
        UNION ALL
        SELECT toInt32(date), 'phase:acquired', 'life_phase', toInt64(assumeNotNull(numerator))
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
            AND metric = 'stage_prospect' AND scope = 'brand'
        UNION ALL
        SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), series.1, series.2, toInt64(0)
        FROM
        (
            SELECT arrayJoin(
            [
                ('phase:acquired', 'life_phase'), ('phase:activated', 'life_phase'), ('phase:growing', 'life_phase'),
                ('phase:retained', 'life_phase'), ('phase:churned', 'life_phase'),
                ('tier:high', 'value_tier'), ('tier:potential', 'value_tier'), ('tier:low', 'value_tier'), ('tier:churned', 'value_tier')
            ]) AS series
        )
    )
    GROUP BY day, scope, metric
);
