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
--
-- Nor does one look at its members: for each level of an axis there are runs of
-- dates on which it has one score, and a stretch is parted where such a run ends.
-- Only a level of money in which a cut lies is looked at on each date.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    toInt32({from:Date}) AS first_day,
    standing AS
    (
        SELECT
            begins, ends, last_day, frequency, money, revenue_365d,
            toUInt64(last_day)                                                       AS r_level,
            toUInt64(frequency)                                                      AS f_level,
            bitShiftRight(reinterpretAsUInt64(money), 44)                            AS m_level
        FROM {standing:Identifier}
        WHERE frequency > 0
    ),
    levels AS
    (
        SELECT level.1 AS axis, level.2 AS level, change.1 AS at, toInt64(sum(change.2)) AS members
        FROM standing
        ARRAY JOIN [('r', r_level), ('f', f_level), ('m', m_level)] AS level
        ARRAY JOIN [(begins, 1), (ends, -1)] AS change
        GROUP BY axis, level.2, at
    ),
    runs AS
    (
        SELECT
            axis,
            level,
            at                                                                       AS begins,
            leadInFrame(at, 1, at) OVER in_time                                      AS ends,
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
        FROM (SELECT axis, level, members, arrayJoin(range(begins, ends)) AS day FROM runs WHERE members > 0)
    ),
    (
        SELECT groupArray((axis, day, step, level, place))
        FROM
        (
            SELECT axis, day, step, level, intDiv(step * everyone + 4, 5) - (up_to - members) AS place
            FROM ranks
            ARRAY JOIN [1, 2, 3, 4] AS step
            WHERE place BETWEEN 1 AND members
        )
    ) AS marks,
    money_marks AS
    (
        SELECT mark.1 AS day, money
        FROM
        (
            SELECT mark, money, members, sum(members) OVER (PARTITION BY mark ORDER BY money) AS up_to
            FROM
            (
                SELECT mark, s.money AS money, toInt64(count()) AS members
                FROM standing AS s
                INNER JOIN
                (
                    SELECT m.4 AS level, groupArray((m.2, m.3, m.5)) AS on_level
                    FROM (SELECT arrayJoin(marks) AS m)
                    WHERE m.1 = 'm'
                    GROUP BY level
                ) AS k ON k.level = s.m_level
                ARRAY JOIN arrayFilter(m -> m.1 >= s.begins AND m.1 < s.ends, k.on_level) AS mark
                GROUP BY mark, s.money
            )
        )
        WHERE mark.3 > up_to - members AND mark.3 <= up_to
    ),
    (
        SELECT arraySort(groupArray((day, r, f, m)))
        FROM
        (
            SELECT
                day,
                groupArrayIf(cut, axis = 'r')                                        AS r,
                groupArrayIf(cut, axis = 'f')                                        AS f,
                groupArrayIf(cut, axis = 'm')                                        AS m
            FROM
            (
                SELECT mark.1 AS axis, mark.2 AS day, toFloat64(mark.4) AS cut
                FROM (SELECT arrayJoin(marks) AS mark)
                WHERE axis = 'r' AND empty({recency_bins:Array(Float64)}) OR axis = 'f' AND empty({orders_bins:Array(Float64)})
                UNION ALL
                SELECT 'm', day, money FROM money_marks WHERE empty({money_bins:Array(Float64)})
                UNION ALL
                SELECT bin.1, arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)) AS day, if(bin.1 = 'r', day - bin.2, bin.2)
                FROM
                (
                    SELECT arrayJoin(arrayConcat
                    (
                        [('', 0.)],
                        arrayMap(b -> ('r', b), {recency_bins:Array(Float64)}),
                        arrayMap(b -> ('f', b), {orders_bins:Array(Float64)}),
                        arrayMap(b -> ('m', b), {money_bins:Array(Float64)})
                    )) AS bin
                )
            )
            GROUP BY day
        )
    ) AS cuts,
    -- The score of each level on each date; 0 where a cut lies in it.
    (x, c) -> if(empty({recency_bins:Array(Float64)}), 1 + arrayCount(cut -> x > cut, c), 1 + arrayCount(cut -> x >= cut, c)) AS r_score,
    (x, c) -> if(empty({orders_bins:Array(Float64)}), 1 + arrayCount(cut -> x > cut, c), 1 + arrayCount(cut -> x >= cut, c)) AS f_score,
    (x, c) -> if(empty({money_bins:Array(Float64)}), 1 + arrayCount(cut -> x > cut, c), 1 + arrayCount(cut -> x >= cut, c)) AS m_score,
    scores AS
    (
        SELECT
            axis,
            level,
            arrayFilter((i, score, before) -> i = 1 OR score != before, arrayEnumerate(scores), scores, arrayPushFront(arrayPopBack(scores), 0)) AS turns,
            first_day + turn - 1                                                     AS since,
            first_day + next - 1                                                     AS until,
            scores[turn]                                                             AS score
        FROM
        (
            SELECT 'r' AS axis, r_level AS level, arrayMap(c -> r_score(r_level, c.2), cuts) AS scores
            FROM (SELECT DISTINCT r_level FROM standing)
            UNION ALL
            SELECT 'f', f_level, arrayMap(c -> f_score(f_level, c.3), cuts)
            FROM (SELECT DISTINCT f_level FROM standing)
            UNION ALL
            SELECT 'm', m_level, arrayMap(c -> if(m_score(low, c.4) = m_score(high, c.4), m_score(low, c.4), 0), cuts)
            FROM
            (
                SELECT
                    m_level,
                    reinterpretAsFloat64(bitShiftLeft(m_level, 44))                  AS low,
                    reinterpretAsFloat64(bitShiftLeft(m_level + 1, 44))              AS high
                FROM (SELECT DISTINCT m_level FROM standing)
            )
        )
        ARRAY JOIN turns AS turn, arrayPushBack(arrayPopFront(turns), length(scores) + 1) AS next
    ),
    by_recency AS
    (
        SELECT
            greatest(s.begins, k.since)                                              AS since,
            least(s.ends, k.until)                                                   AS until,
            s.f_level                                                                AS f_level,
            s.m_level                                                                AS m_level,
            s.money                                                                  AS money,
            s.revenue_365d                                                           AS revenue,
            k.score                                                                  AS r
        FROM standing AS s
        INNER JOIN (SELECT level, since, until, score FROM scores WHERE axis = 'r') AS k ON k.level = s.r_level
        WHERE greatest(s.begins, k.since) < least(s.ends, k.until)
    ),
    by_orders AS
    (
        SELECT
            greatest(s.since, k.since)                                               AS since,
            least(s.until, k.until)                                                  AS until,
            s.m_level                                                                AS m_level,
            s.money                                                                  AS money,
            s.revenue                                                                AS revenue,
            s.r                                                                      AS r,
            k.score                                                                  AS f
        FROM by_recency AS s
        INNER JOIN (SELECT level, since, until, score FROM scores WHERE axis = 'f') AS k ON k.level = s.f_level
        WHERE greatest(s.since, k.since) < least(s.until, k.until)
    ),
    by_money AS
    (
        SELECT
            greatest(s.since, k.since)                                               AS since,
            least(s.until, k.until)                                                  AS until,
            s.money                                                                  AS money,
            s.revenue                                                                AS revenue,
            s.r                                                                      AS r,
            s.f                                                                      AS f,
            k.score                                                                  AS m
        FROM by_orders AS s
        INNER JOIN (SELECT level, since, until, score FROM scores WHERE axis = 'm') AS k ON k.level = s.m_level
        WHERE greatest(s.since, k.since) < least(s.until, k.until)
    ),
    turns AS
    (
        SELECT r, f, m, change.1 AS at, toInt64(sum(change.2)) AS members, sum(change.3) AS revenue
        FROM
        (
            SELECT
                r,
                f,
                if(m = 0, m_score(money, cuts[day - first_day + 1].4), m)            AS m,
                day                                                                  AS since,
                if(s.m = 0, day + 1, s.until)                                        AS until,
                revenue
            FROM by_money AS s
            ARRAY JOIN if(s.m = 0, range(s.since, s.until), [s.since]) AS day
        )
        ARRAY JOIN [(since, 1, revenue), (until, -1, -revenue)] AS change
        GROUP BY r, f, m, change.1
    ),
    cells AS
    (
        SELECT arrayJoin(range(begins, ends)) AS day, r_score, f_score, m_score, toDecimal128(members, 4) AS members, revenue
        FROM
        (
            SELECT
                r                                                                    AS r_score,
                f                                                                    AS f_score,
                m                                                                    AS m_score,
                at                                                                   AS begins,
                leadInFrame(at, 1, at) OVER in_time                                  AS ends,
                sum(members) OVER until_then                                         AS members,
                toDecimal128(sum(revenue) OVER until_then, 4)                        AS revenue
            FROM turns
            WINDOW
                until_then AS (PARTITION BY r, f, m ORDER BY at),
                in_time AS (PARTITION BY r, f, m ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
        WHERE members > 0
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
