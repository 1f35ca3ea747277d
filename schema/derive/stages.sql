-- Each touched member's lifecycle stages as intervals, one part of the members at
-- a time. [NASLD]
--
-- c = cycle in days on the date, t = date minus purchase date. n3 = purchases
-- with 0 <= t < 3c, n6 = purchases with 3c <= t < 6c. new: n3 = 1. active:
-- n3 >= 2. sleep: n6 >= 2 and nothing with t < c. lost: n6 = 1 and nothing with
-- t < c. deep: neither. Where two hold, `recent` lets active and new win,
-- `history` sleep and lost.
--
-- A stage can change only at a purchase, c, 3c or 6c after one, or where another
-- cycle begins to hold. So each member's life is cut at purchases and at cycle
-- changes; from each cut on, the stage is evaluated at the cut and at every
-- limit that falls before the next cut. Dates are day numbers here, and a state
-- is one number, 10 times its first day plus the stage's, so that sorting states
-- is sorting numbers.

CREATE TABLE {stages:Identifier}
(
    member_id    UInt64,
    valid_from   Date,
    valid_to     Date,
    stage        String,
    stage_before String
)
ENGINE = MergeTree
ORDER BY (member_id, valid_from)
AS
WITH
    65535 AS forever,
    1 AS active,
    2 AS new,
    3 AS sleep,
    4 AS lost,
    5 AS deep,
    6 AS prospect,                                   -- sorts behind the others of a day
    ['active', 'new', 'sleep', 'lost', 'deep', 'prospect'] AS names,
    -- Cycle epochs, runs of months with the same cycle: first day, day after the
    -- last, and the days after a purchase from which on it is c, 3c and 6c old.
    -- Until there is one, the cycle is 0 days.
    (
        SELECT arrayMap
        (
            (e, till) -> (e.1, till, toInt32(ceil(e.2)), toInt32(ceil(3 * e.2)), toInt32(ceil(6 * e.2))),
            arrayFilter
            (
                (e, last) -> e.2 != last,
                arrayPushFront(groupArray((toInt32(valid_from), cycle_days)), (toInt32(0), 0.)) AS every,
                arrayPushFront(arrayPopBack(every.2), -1)
            ) AS runs,
            arrayPushBack(arrayPopFront(runs.1), toInt32(forever))
        )
        FROM
        (
            SELECT valid_from, cycle_days
            FROM cycle_used FINAL
            WHERE brand = {brand:String}
            ORDER BY valid_from
        )
    ) AS epochs,
    arrayMax(e -> e.5, epochs) AS longest,
    lives AS
    (
        SELECT member_id, arraySort(groupArray(toInt32(date))) AS days
        FROM
        (
            -- The rows hold all orders of the touched members.
            SELECT member_id, date
            FROM {rows:Identifier}
            WHERE seq > 0 AND ({full:Bool} OR NOT {all:Bool}) AND member_id % {parts:UInt64} = {part:UInt64}
            UNION ALL
            SELECT member_id, date
            FROM member_orders FINAL
            WHERE brand = {brand:String} AND seq > 0 AND {all:Bool} AND NOT {full:Bool} AND member_id % {parts:UInt64} = {part:UInt64}
        )
        GROUP BY member_id
    ),
    -- From each purchase to the next, with what can have a say until then: the
    -- last two purchases, and in `history` all that are not too old.
    spans AS
    (
        SELECT
            member_id,
            last,
            before,
            until,
            if({history:Bool}, arrayFilter(d -> d <= last AND last - d < longest, days), [before, last]) AS near
        FROM lives
        ARRAY JOIN
            days                                                              AS last,
            arrayPushFront(arrayPopBack(days), toInt32(-forever))             AS before,
            arrayPushBack(arrayPopFront(days), toInt32(forever))              AS until
        WHERE last < until
    ),
    cuts AS
    (
        SELECT
            member_id,
            last,
            before,
            near,
            greatest(epoch.1, last)                                           AS cut,
            least(epoch.2, until)                                             AS cut_end,
            epoch.3                                                           AS c,
            epoch.4                                                           AS c3,
            epoch.5                                                           AS c6
        FROM spans
        ARRAY JOIN arrayFilter(e -> e.2 > last AND e.1 < until AND e.1 <= last + longest, epochs) AS epoch
    ),
    states AS
    (
        SELECT
            member_id,
            arrayMap
            (
                at -> 10 * at + multiIf
                (
                    {history:Bool} AND at - last >= c
                        AND arrayCount(d -> at - d >= c3 AND at - d < c6, near) >= 2, sleep,
                    {history:Bool} AND at - last >= c
                        AND arrayCount(d -> at - d >= c3 AND at - d < c6, near) = 1,  lost,
                    at - before < c3,                                                 active,
                    at - last < c3,                                                   new,
                    at - before < c6,                                                 sleep,
                    at - last < c6,                                                   lost,
                    deep
                ),
                arrayFilter
                (
                    at -> at >= cut AND at < cut_end,
                    arrayConcat([cut, last + c], arrayMap(d -> d + c3, near), arrayMap(d -> d + c6, near))
                )
            ) AS states
        FROM cuts
        UNION ALL
        SELECT member_id, [10 * toInt64(assumeNotNull(known_on)) + prospect]
        FROM {new_members:Identifier}
        WHERE known_on > toDate(0)
            AND member_id % {parts:UInt64} = {part:UInt64} AND ({all:Bool} OR member_id IN (SELECT member_id FROM {touched_members:Identifier}))
    ),
    -- Who is known since the first purchase or later never was a prospect.
    timelines AS
    (
        SELECT
            member_id,
            arraySort(groupArrayArray(states))                                AS found,
            arrayFilter((s, nth) -> s % 10 != prospect OR nth = 1, found, arrayEnumerate(found)) AS every,
            arrayFilter((s, last) -> s % 10 != last % 10, every, arrayPushFront(arrayPopBack(every), 0)) AS timeline,
            arrayMap(s -> intDiv(s, 10), timeline)                            AS starts,
            arrayMap(s -> names[s % 10], timeline)                            AS stages
        FROM states
        GROUP BY member_id
    )
SELECT
    member_id,
    toDate(from_day)     AS valid_from,
    toDate(to_day)       AS valid_to,
    name                 AS stage,
    multiIf(before != '', before, name = 'prospect', 'none', 'prospect') AS stage_before
FROM timelines
ARRAY JOIN
    starts AS from_day,
    arrayPushBack(arrayPopFront(starts), forever) AS to_day,
    stages AS name,
    arrayPushFront(arrayPopBack(stages), '') AS before;

-- Write what differs: first what is gone, for which a first derivation has nothing
-- to look through.
INSERT INTO stage_intervals (brand, member_id, valid_from, version, is_deleted)
SELECT {brand:String}, member_id, valid_from, {version:UInt64}, 1
FROM stage_intervals FINAL
WHERE brand = {brand:String}
    AND member_id % {parts:UInt64} = {part:UInt64} AND ({all:Bool} OR member_id IN (SELECT member_id FROM {touched_members:Identifier}))
    AND (member_id, valid_from) NOT IN (SELECT member_id, valid_from FROM {stages:Identifier});

INSERT INTO stage_intervals
SELECT {brand:String}, member_id, valid_from, valid_to, stage, stage_before, {version:UInt64}, 0
FROM {stages:Identifier}
WHERE (member_id, valid_from, valid_to, stage, stage_before) NOT IN
(
    SELECT member_id, valid_from, valid_to, stage, stage_before
    FROM stage_intervals FINAL
    WHERE brand = {brand:String}
        AND member_id % {parts:UInt64} = {part:UInt64} AND ({all:Bool} OR member_id IN (SELECT member_id FROM {touched_members:Identifier}))
);
