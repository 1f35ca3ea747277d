-- How the cells of RFM change: the members, and their revenue of 365 days, that
-- come into a cell on a day, less those that leave it. A cell is three scores and
-- the three sides of the class (highs: 4 R + 2 F + M).
--
-- Nobody looks at members date by date: a stretch of a member is parted where a
-- run of one of its levels ends. Only on a level of money in which a cut lies is
-- each date looked at.
CREATE TABLE {cells:Identifier}
(
    r       UInt8,
    f       UInt8,
    m       UInt8,
    highs   UInt8,
    at      Int32,
    members Int64,
    revenue Decimal(38, 4)
)
ENGINE = Memory
AS
WITH
    toInt32({from:Date}) AS first_day,
    (x, c) -> 1 + arrayCount(cut -> x > cut OR c.3 AND x = cut, c.1) AS score_of,
    (
        SELECT arraySort(groupArray((day, (score_cuts, class_cut, inclusive)))).2
        FROM {cuts:Identifier}
        WHERE axis = 'm'
    ) AS cuts,
    pieces AS
    (
        SELECT
            greatest(s.begins, r.since, f.since, m.since)       AS since,
            least(s.ends, r.until, f.until, m.until)            AS until,
            r.score                                             AS r,
            f.score                                             AS f,
            m.score                                             AS m,
            4 * r.high + 2 * f.high                             AS highs,
            m.high                                              AS high,
            s.money                                             AS money,
            s.revenue_365d                                      AS revenue
        FROM {standing:Identifier} AS s
        INNER JOIN (SELECT * FROM {ranks:Identifier} WHERE axis = 'r') AS r
            ON r.level = toUInt64(s.last_day) AND r.since < s.ends AND r.until > s.begins
        INNER JOIN (SELECT * FROM {ranks:Identifier} WHERE axis = 'f') AS f
            ON f.level = toUInt64(s.frequency) AND f.since < least(s.ends, r.until) AND f.until > greatest(s.begins, r.since)
        INNER JOIN (SELECT * FROM {ranks:Identifier} WHERE axis = 'm') AS m
            ON m.level = s.money_level AND m.since < least(s.ends, r.until, f.until) AND m.until > greatest(s.begins, r.since, f.since)
        WHERE s.frequency > 0
    )
SELECT r, f, m, highs, change.1 AS at, toInt64(sum(change.2)) AS members, toDecimal128(sum(change.3), 4) AS revenue
FROM
(
    SELECT
        r,
        f,
        if(p.m = 0, score_of(money, cuts[day - first_day + 1]), p.m)                                    AS m,
        p.highs + if(high = 2, money >= cuts[day - first_day + 1].2, high)                              AS highs,
        day                                                                                             AS since,
        if(p.m = 0 OR high = 2, day + 1, p.until)                                                       AS until,
        revenue
    FROM pieces AS p
    ARRAY JOIN if(p.m = 0 OR high = 2, range(p.since, p.until), [p.since]) AS day
)
ARRAY JOIN [(since, 1, revenue), (until, -1, -revenue)] AS change
GROUP BY r, f, m, highs, change.1;
