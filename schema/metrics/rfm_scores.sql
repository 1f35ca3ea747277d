-- RFM scores: members by how recently, how often and for how much they bought,
-- from 1 to 5, and the tables that cross two scores.
--
-- metrics   rfm_score_r, rfm_score_f, rfm_score_m (scopes score:<n>);
--           rfm_cross_<axes>, rfm_cross_revenue_<axes> (scopes r:<n>/f:<n>,
--           r:<n>/m:<n>, f:<n>/m:<n>)
-- defined   rfm_score_r, rfm_score_f, rfm_score_m: members with a score of days
--           since the last purchase, of purchases and of money (total, or average
--           per purchase), among those with a purchase in rfm.window as of the
--           date. A score is 1 + floor(5 * members strictly worse / members), so
--           that equal values have equal scores and a score may be empty; or,
--           where bins are configured, 1 + the bins reached (of recency: 5 - the
--           bins exceeded). rfm_cross_<axes>: members with the two scores (axes
--           rf, rm and fm); only where there are any. rfm_cross_revenue_<axes>:
--           their revenue of the last 365 days.
-- source    [RFM], [三大模型: 自定義區間, 交叉分析]
-- class     core
-- scopes    score, r/f, r/m, f/m
-- windows   day
-- restates  asof
-- unit      members; currency for rfm_cross_revenue_<axes>
--
-- Members with a score of at least 1 + s are those better than the k-th worst,
-- k = ceil(s * members / 5). The k-th worst is looked for in two steps: first the
-- level in which it stands (money has levels of less than 0.4 % each), by counts
-- that change only where a stretch begins or ends; then, for money, among the
-- members on that level. So no date sorts its members.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    levels AS
    (
        SELECT level.1 AS axis, level.2 AS level, change.1 AS at, toInt64(sum(change.2)) AS members
        FROM {standing:Identifier}
        ARRAY JOIN
        [
            ('r', toUInt64(last_day)),
            ('f', toUInt64(frequency)),
            ('m', bitShiftRight(reinterpretAsUInt64(money), 44))
        ] AS level
        ARRAY JOIN [(begins, 1), (ends, -1)] AS change
        WHERE change.1 <= toInt32({to:Date})
        GROUP BY axis, level.2, at
    ),
    runs AS
    (
        SELECT
            axis,
            level,
            at                                                                       AS begins,
            least(leadInFrame(at, 1, 65535) OVER in_time, toInt32({to:Date}) + 1)    AS ends,
            sum(members) OVER (PARTITION BY axis, level ORDER BY at)                 AS members
        FROM levels
        WINDOW in_time AS (PARTITION BY axis, level ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    ranks AS
    (
        SELECT
            axis,
            day,
            level,
            members,
            sum(members) OVER (PARTITION BY axis, day ORDER BY level)                AS up_to,
            sum(members) OVER (PARTITION BY axis, day)                               AS everyone
        FROM (SELECT axis, level, members, arrayJoin(range(begins, ends)) AS day FROM runs WHERE members > 0 AND begins < ends)
    ),
    marks AS
    (
        SELECT axis, day, step, level, intDiv(step * everyone + 4, 5) - (up_to - members) AS place
        FROM ranks
        ARRAY JOIN [1, 2, 3, 4] AS step
        WHERE place BETWEEN 1 AND members
    ),
    money_marks AS
    (
        SELECT day, step, money
        FROM
        (
            SELECT day, step, place, money, members, sum(members) OVER (PARTITION BY day, step ORDER BY money) AS up_to
            FROM
            (
                SELECT s.day AS day, k.step AS step, any(k.place) AS place, s.money AS money, toInt64(count()) AS members
                FROM
                (
                    SELECT arrayJoin(range(begins, ends)) AS day, money, bitShiftRight(reinterpretAsUInt64(money), 44) AS level
                    FROM {standing:Identifier}
                    WHERE bitShiftRight(reinterpretAsUInt64(money), 44) IN (SELECT level FROM marks WHERE axis = 'm')
                ) AS s
                INNER JOIN (SELECT day, step, level, place FROM marks WHERE axis = 'm') AS k ON k.day = s.day AND k.level = s.level
                GROUP BY s.day, k.step, s.money
            )
        )
        WHERE place > up_to - members AND place <= up_to
    ),
    cuts AS
    (
        SELECT
            day,
            arraySort(groupArrayIf(cut, axis = 'r'))                                 AS r,
            arraySort(groupArrayIf(cut, axis = 'f'))                                 AS f,
            arraySort(groupArrayIf(cut, axis = 'm'))                                 AS m
        FROM
        (
            SELECT axis, day, toFloat64(level) AS cut
            FROM marks
            WHERE axis = 'r' AND empty({recency_bins:Array(Float64)}) OR axis = 'f' AND empty({orders_bins:Array(Float64)})
            UNION ALL
            SELECT 'm', day, money FROM money_marks WHERE empty({money_bins:Array(Float64)})
            UNION ALL
            SELECT bin.1, arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)) AS day, if(bin.1 = 'r', day - bin.2, bin.2)
            FROM
            (
                SELECT arrayJoin(arrayConcat
                (
                    arrayMap(b -> ('r', b), {recency_bins:Array(Float64)}),
                    arrayMap(b -> ('f', b), {orders_bins:Array(Float64)}),
                    arrayMap(b -> ('m', b), {money_bins:Array(Float64)})
                )) AS bin
            )
        )
        GROUP BY day
    ),
    cells AS
    (
        SELECT
            s.day                                                                    AS day,
            if
            (
                empty({recency_bins:Array(Float64)}),
                1 + (s.last_day > c.r[1]) + (s.last_day > c.r[2]) + (s.last_day > c.r[3]) + (s.last_day > c.r[4]),
                1 + (s.last_day >= c.r[1]) + (s.last_day >= c.r[2]) + (s.last_day >= c.r[3]) + (s.last_day >= c.r[4])
            )                                                                        AS r_score,
            if
            (
                empty({orders_bins:Array(Float64)}),
                1 + (s.frequency > c.f[1]) + (s.frequency > c.f[2]) + (s.frequency > c.f[3]) + (s.frequency > c.f[4]),
                1 + (s.frequency >= c.f[1]) + (s.frequency >= c.f[2]) + (s.frequency >= c.f[3]) + (s.frequency >= c.f[4])
            )                                                                        AS f_score,
            if
            (
                empty({money_bins:Array(Float64)}),
                1 + (s.money > c.m[1]) + (s.money > c.m[2]) + (s.money > c.m[3]) + (s.money > c.m[4]),
                1 + (s.money >= c.m[1]) + (s.money >= c.m[2]) + (s.money >= c.m[3]) + (s.money >= c.m[4])
            )                                                                        AS m_score,
            toDecimal128(count(), 4)                                                 AS members,
            toDecimal128(sum(s.revenue_365d), 4)                                     AS revenue
        FROM (SELECT arrayJoin(range(begins, ends)) AS day, last_day, frequency, money, revenue_365d FROM {standing:Identifier}) AS s
        INNER JOIN cuts AS c ON c.day = s.day
        GROUP BY s.day, r_score, f_score, m_score
    )
SELECT {brand:String}, toDate(day), number.2, number.1, 'day', toFloat64(sum(number.3)), sum(number.3), {generation:UInt64}
FROM
(
    SELECT
        day,
        concat('r:', toString(r_score))                                              AS r,
        concat('f:', toString(f_score))                                              AS f,
        concat('m:', toString(m_score))                                              AS m,
        arrayConcat
        (
            [
                ('rfm_score_r',          concat('score:', toString(r_score)), members),
                ('rfm_score_f',          concat('score:', toString(f_score)), members),
                ('rfm_score_m',          concat('score:', toString(m_score)), members),
                ('rfm_cross_rf',         concat(r, '/', f), members),
                ('rfm_cross_rm',         concat(r, '/', m), members),
                ('rfm_cross_fm',         concat(f, '/', m), members),
                ('rfm_cross_revenue_rf', concat(r, '/', f), revenue),
                ('rfm_cross_revenue_rm', concat(r, '/', m), revenue),
                ('rfm_cross_revenue_fm', concat(f, '/', m), revenue)
            ],
            -- A score that nobody has is a row of 0.
            arrayFlatten(arrayMap
            (
                axis -> arrayMap(n -> (concat('rfm_score_', axis), concat('score:', toString(n)), toDecimal128(0, 4)), range(1, 6)),
                ['r', 'f', 'm']
            ))
        )                                                                            AS numbers
    FROM cells
)
ARRAY JOIN numbers AS number
GROUP BY day, number.1, number.2;
