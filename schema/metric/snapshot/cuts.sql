-- Where the values of RFM are cut on each date: days of the last purchase (axis
-- r), purchases (f) and money (m). A score is 1 + the score_cuts that a value is
-- above, or, where inclusive, has reached; a class asks whether it has reached
-- the class_cut. A cut of recency is the day so many days before the date.
--
-- Members with a score of at least 1 + s are those better than the k-th worst,
-- k = ceil(s * members / 5). The k-th worst is looked for in two steps: first the
-- level in which it stands (money has levels of less than 0.4 % each), by counts
-- that change only where a stretch begins or ends; then, for money, among the
-- members on that level. So no date sorts its members.
--
-- For the classes, sums change only there too. The mean of averages and medians
-- are the exception: there each date looks at the stretches that cover it.
CREATE TABLE {cuts:Identifier}
(
    axis       String,
    day        Int32,
    score_cuts Array(Float64),
    class_cut  Float64,
    inclusive  Bool
)
ENGINE = Memory
AS
WITH
    standing AS
    (
        SELECT begins, ends, last_day, frequency, money, spent, money_level
        FROM {standing:Identifier}
        WHERE frequency > 0
    ),
    levels AS
    (
        SELECT level.1 AS axis, level.2 AS level, change.1 AS at, toInt64(sum(change.2)) AS members
        FROM standing
        ARRAY JOIN [('r', toUInt64(last_day)), ('f', toUInt64(frequency)), ('m', money_level)] AS level
        ARRAY JOIN [(begins, 1), (ends, -1)] AS change
        GROUP BY axis, level.2, at
    ),
    runs AS
    (
        SELECT
            axis,
            level,
            at                                                                               AS begins,
            leadInFrame(at, 1, at) OVER in_time                                              AS ends,
            sum(members) OVER (PARTITION BY axis, level ORDER BY at)                         AS members
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
            sum(members) OVER (PARTITION BY axis, day ORDER BY level)                        AS up_to,
            sum(members) OVER (PARTITION BY axis, day)                                       AS everyone
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
                ) AS k ON k.level = s.money_level
                ARRAY JOIN arrayFilter(m -> m.1 >= s.begins AND m.1 < s.ends, k.on_level) AS mark
                GROUP BY mark, s.money
            )
        )
        WHERE mark.3 > up_to - members AND mark.3 <= up_to
    ),
    sums AS
    (
        SELECT
            day,
            sum(sum(members)) OVER until_then                                                AS members,
            sum(sum(last_days)) OVER until_then                                              AS last_days,
            sum(sum(orders)) OVER until_then                                                 AS orders,
            sum(sum(spent)) OVER until_then                                                  AS spent
        FROM
        (
            SELECT
                change.1 AS day, toInt64(sum(change.2)) AS members, toInt64(sum(change.2 * last_day)) AS last_days,
                toInt64(sum(change.2 * frequency)) AS orders, toDecimal128(sum(change.2 * standing.spent), 4) AS spent
            FROM standing
            ARRAY JOIN [(begins, 1), (ends, -1)] AS change
            GROUP BY change.1
            UNION ALL
            SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0), toInt64(0), toInt64(0), toDecimal128(0, 4)
        )
        GROUP BY day
        WINDOW until_then AS (ORDER BY day)
    ),
    daily AS
    (
        SELECT
            day,
            quantileExactInclusiveIf(0.5)(day - last_day, {recency_cut:String} = 'median')   AS recency,
            quantileExactInclusiveIf(0.5)(frequency, {orders_cut:String} = 'median')         AS orders,
            quantileExactInclusiveIf(0.5)(money, {money_cut:String} = 'median')              AS money_median,
            avg(money)                                                                       AS money_mean
        FROM (SELECT arrayJoin(range(begins, ends)) AS day, last_day, frequency, money FROM standing)
        WHERE 'median' IN ({recency_cut:String}, {orders_cut:String}, {money_cut:String})
            OR {monetary:String} = 'average' AND {money_cut:String} = 'mean'
        GROUP BY day
    ),
    class_cuts AS
    (
        SELECT
            s.day                                                                            AS day,
            multiIf
            (
                {recency_cut:String} = 'mean', (s.day * s.members - s.last_days) / s.members,
                {recency_cut:String} = 'median', d.recency,
                toFloat64OrZero({recency_cut:String})
            )                                                                                AS recency,
            multiIf
            (
                {orders_cut:String} = 'mean', s.orders / s.members,
                {orders_cut:String} = 'median', d.orders,
                toFloat64OrZero({orders_cut:String})
            )                                                                                AS orders,
            multiIf
            (
                {money_cut:String} = 'mean' AND {monetary:String} = 'average', d.money_mean,
                {money_cut:String} = 'mean', toFloat64(s.spent) / s.members,
                {money_cut:String} = 'median', d.money_median,
                toFloat64OrZero({money_cut:String})
            )                                                                                AS money
        FROM sums AS s
        LEFT JOIN daily AS d ON d.day = s.day
        WHERE s.day <= toInt32({to:Date})
    ),
    [
        ('r', {recency_bins:Array(Float64)}),
        ('f', {orders_bins:Array(Float64)}),
        ('m', {money_bins:Array(Float64)})
    ] AS bins,
    arrayMap(b -> b.1, arrayFilter(b -> notEmpty(b.2), bins)) AS binned
SELECT
    axis,
    day,
    groupArrayIf(cut, is_score)                                                              AS score_cuts,
    anyIf(cut, NOT is_score)                                                                 AS class_cut,
    has(binned, axis)                                                                        AS inclusive
FROM
(
    SELECT mark.1 AS axis, mark.2 AS day, toFloat64(mark.4) AS cut, true AS is_score
    FROM (SELECT arrayJoin(marks) AS mark)
    WHERE axis IN ('r', 'f') AND NOT has(binned, axis)

    UNION ALL

    SELECT 'm', day, money, true
    FROM money_marks
    WHERE NOT has(binned, 'm')

    UNION ALL

    SELECT bin.1, day, if(bin.1 = 'r', day - cut, cut), true
    FROM (SELECT arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)) AS day)
    ARRAY JOIN bins AS bin
    ARRAY JOIN bin.2 AS cut

    UNION ALL

    SELECT cut.1, day, cut.2, false
    FROM class_cuts
    ARRAY JOIN [('r', day - recency), ('f', orders), ('m', money)] AS cut
)
GROUP BY axis, day;
