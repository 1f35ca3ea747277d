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
-- limit that falls before the next cut. Dates are day numbers here.

CREATE TABLE {stages:Identifier}
ENGINE = MergeTree
ORDER BY (member_id, valid_from)
AS
WITH
    -- Cycle epochs: runs of months with the same cycle.
    (
        SELECT arrayFilter
        (
            (e, last) -> e.2 != last,
            groupArray((toInt32(valid_from), cycle_days)) AS every,
            arraySlice(arrayPushFront(every.2, 0), 1, length(every))
        )
        FROM
        (
            SELECT valid_from, cycle_days
            FROM cycle_used FINAL
            WHERE brand = {brand:String}
            ORDER BY valid_from
        )
    ) AS epochs,
    arrayMax(e -> e.2, epochs) AS longest,
    65535 AS forever,
    lives AS
    (
        SELECT
            if(p.member_id != 0, p.member_id, k.member_id)    AS member_id,
            p.days                                            AS days,
            k.known_on                                        AS known_on
        FROM
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
        ) AS p
        FULL JOIN
        (
            SELECT member_id, toInt32(assumeNotNull(known_on)) AS known_on
            FROM {new_members:Identifier}
            WHERE isNotNull(known_on)
                AND member_id % {parts:UInt64} = {part:UInt64} AND ({all:Bool} OR member_id IN (SELECT member_id FROM {touched_members:Identifier}))
        ) AS k ON k.member_id = p.member_id
    ),
    cuts AS
    (
        SELECT
            member_id,
            days,
            cut,
            cut_end,
            arrayLast(e -> e.1 <= cut, epochs).2              AS c,
            -- Without the older purchases' say in sleep and lost, the last two tell all.
            arraySlice(arrayFilter(d -> d <= cut AND cut - d < 6 * c, days), if({history:Bool}, 1, -2)) AS near
        FROM
        (
            SELECT
                member_id,
                days,
                arraySort(arrayDistinct(arrayConcat
                (
                    days,
                    arrayFilter(e -> e > days[1] AND e - arrayLast(d -> d <= e, days) < 6 * longest, epochs.1)
                )))                                           AS starts,
                arrayPushBack(arrayPopFront(starts), forever) AS ends
            FROM lives
            WHERE notEmpty(days)
        )
        ARRAY JOIN starts AS cut, ends AS cut_end
    ),
    states AS
    (
        SELECT
            member_id,
            groupArrayArray(arrayMap
            (
                at ->
                (
                    at,
                    multiIf
                    (
                        {history:Bool}
                            AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) >= 2
                            AND arrayCount(d -> at - d < c, near) = 0,                                   'sleep',
                        {history:Bool}
                            AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) = 1
                            AND arrayCount(d -> at - d < c, near) = 0,                                   'lost',
                        arrayCount(d -> at - d < 3 * c, near) >= 2,                                      'active',
                        arrayCount(d -> at - d < 3 * c, near) = 1,                                       'new',
                        arrayCount(d -> at - d < 6 * c, near) >= 2,                                      'sleep',
                        arrayCount(d -> at - d < 6 * c, near) = 1,                                       'lost',
                        'deep'
                    )
                ),
                arrayDistinct(arrayFilter
                (
                    at -> at >= cut AND at < cut_end,
                    arrayConcat
                    (
                        [cut],
                        arrayMap(d -> d + toInt32(ceil(c)), near),
                        arrayMap(d -> d + toInt32(ceil(3 * c)), near),
                        arrayMap(d -> d + toInt32(ceil(6 * c)), near)
                    )
                ))
            )) AS states
        FROM cuts
        GROUP BY member_id
    ),
    timelines AS
    (
        SELECT
            l.member_id                                       AS member_id,
            arraySort(arrayConcat
            (
                if
                (
                    l.known_on > 0 AND (empty(l.days) OR l.known_on < l.days[1]),
                    [(l.known_on, 'prospect')],
                    []
                ),
                s.states
            ))                                                AS every,
            arrayFilter
            (
                (s, last) -> s.2 != last,
                every,
                arraySlice(arrayPushFront(every.2, ''), 1, length(every))
            )                                                 AS timeline
        FROM lives AS l
        LEFT JOIN states AS s ON s.member_id = l.member_id
    )
SELECT
    member_id,
    toDate(from_day)     AS valid_from,
    toDate(to_day)       AS valid_to,
    name                 AS stage,
    multiIf(before != '', before, name = 'prospect', 'none', 'prospect') AS stage_before
FROM timelines
ARRAY JOIN
    timeline.1 AS from_day,
    arrayPushBack(arrayPopFront(timeline.1), forever) AS to_day,
    timeline.2 AS name,
    arrayPushFront(arrayPopBack(timeline.2), '') AS before
WHERE notEmpty(timeline);

-- Write what differs.
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

INSERT INTO stage_intervals (brand, member_id, valid_from, version, is_deleted)
SELECT {brand:String}, member_id, valid_from, {version:UInt64}, 1
FROM stage_intervals FINAL
WHERE brand = {brand:String}
    AND member_id % {parts:UInt64} = {part:UInt64} AND ({all:Bool} OR member_id IN (SELECT member_id FROM {touched_members:Identifier}))
    AND (member_id, valid_from) NOT IN (SELECT member_id, valid_from FROM {stages:Identifier});
