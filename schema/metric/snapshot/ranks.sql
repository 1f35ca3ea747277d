-- The runs of dates [since, until), as day numbers, on which all values of a level
-- have one score and stand on one side of the class's cut (high: 1 or 0). Money
-- has levels of less than 0.4 % each; where a cut lies within one, the score is 0
-- or high is 2.
CREATE TABLE {ranks:Identifier}
(
    axis  String,
    level UInt64,
    since Int32,
    until Int32,
    score UInt8,
    high  UInt8
)
ENGINE = Memory
AS
WITH
    -- Where a level begins: what fragments/level_of.sql does, the other way round.
    level -> reinterpretAsFloat64
    (
        if
        (
            bitShiftLeft(level, 44) >= bitShiftLeft(toUInt64(1), 63),
            bitXor(bitShiftLeft(level, 44), bitShiftLeft(toUInt64(1), 63)),
            bitNot(bitShiftLeft(level, 44))
        )
    ) AS begin_of,
    levels AS
    (
        SELECT DISTINCT 'r' AS axis, toUInt64(last_day) AS level, toFloat64(last_day) AS low, low AS high
        FROM {standing:Identifier}
        WHERE frequency > 0
        UNION ALL
        SELECT DISTINCT 'f', toUInt64(frequency), toFloat64(frequency) AS value, value
        FROM {standing:Identifier}
        WHERE frequency > 0
        UNION ALL
        SELECT DISTINCT
            'm',
            money_level                                                              AS level,
            begin_of(level),
            begin_of(level + 1)
        FROM {standing:Identifier}
        WHERE frequency > 0
    ),
    (x, c) -> 1 + arrayCount(cut -> x > cut OR c.3 AND x = cut, c.1) AS score_of,
    ranked AS
    (
        SELECT
            l.axis                                                                   AS axis,
            l.level                                                                  AS level,
            arrayMap
            (
                c ->
                (
                    if(score_of(l.low, c) = score_of(l.high, c), score_of(l.low, c), 0),
                    if((l.low >= c.2) = (l.high >= c.2), toUInt8(l.low >= c.2), 2)
                ),
                k.cuts
            )                                                                        AS ranks,
            arrayFilter((i, rank, before) -> i = 1 OR rank != before, arrayEnumerate(ranks), ranks, arrayPushFront(arrayPopBack(ranks), (0, 0))) AS turns
        FROM levels AS l
        INNER JOIN
        (
            SELECT axis, arraySort(groupArray((day, (score_cuts, class_cut, inclusive)))).2 AS cuts
            FROM {cuts:Identifier}
            GROUP BY axis
        ) AS k ON k.axis = l.axis
    )
SELECT
    axis,
    level,
    toInt32({from:Date}) + turn - 1                                                  AS since,
    toInt32({from:Date}) + next - 1                                                  AS until,
    ranks[turn].1                                                                    AS score,
    ranks[turn].2                                                                    AS high
FROM ranked
ARRAY JOIN turns AS turn, arrayPushBack(arrayPopFront(turns), length(ranks) + 1) AS next;
