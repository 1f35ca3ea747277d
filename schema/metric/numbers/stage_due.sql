/*---
title: "Stage due: who will enter a stage soon unless they buy"
source: ours
class: related
unit: count
of: members
better: less
reads: [orders]
scopes: [brand]
windows: [day]
restates: asof
metrics:
  - names: [stage_due_<name>_7d, stage_due_<name>_14d]
    defined: >-
      entries into the stage on D+1 .. D+n if nothing is bought after D, with D's cycle held; a
      member who passes through two stages counts in both
---*/
-- What lies ahead of a member changes only at a purchase and where another cycle
-- begins to hold. From each such cut until the next, the entries ahead are the
-- limits (c, 3c, 6c after a purchase) at which the stage changes. A member who
-- enters one stage twice counts once at a time. Purchases whose limits had all
-- passed before the range change nothing in it, and where no limit is within 14
-- days, nobody is due.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
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
            WHERE brand = {brand:String} AND valid_from <= {to:Date}
            ORDER BY valid_from
        )
    ) AS epochs,
    arrayMax(e -> e.2, epochs) AS longest,
    toInt32({from:Date}) AS first_day,
    toInt32({to:Date}) AS last_day,
    cuts AS
    (
        SELECT
            cut,
            cut_end,
            arrayLast(e -> e.1 <= cut, epochs).2                          AS c,
            -- Without the older purchases' say in sleep and lost, the last two tell all.
            arraySlice(arrayFilter(d -> d <= cut AND cut - d < 6 * c, days), if({history:Bool}, 1, -2)) AS near
        FROM
        (
            SELECT
                days,
                arraySort(arrayDistinct(arrayConcat
                (
                    days,
                    arrayFilter(e -> e > days[1] AND e - arrayLast(d -> d <= e, days) < 6 * longest, epochs.1)
                )))                                                       AS starts,
                arrayPushBack(arrayPopFront(starts), last_day + 1)        AS ends
            FROM
            (
                SELECT arraySort(groupArray(toInt32(date))) AS days
                FROM {facts:Identifier}
                WHERE seq > 0 AND date <= {to:Date} AND toInt32(date) + 6 * longest > first_day
                GROUP BY member_id
            )
        )
        ARRAY JOIN starts AS cut, ends AS cut_end
        WHERE cut_end > first_day
            AND arrayExists
            (
                limit -> arrayExists(d -> d + limit > greatest(cut, first_day) AND d + limit - 14 < cut_end, near),
                [toInt32(ceil(c)), toInt32(ceil(3 * c)), toInt32(ceil(6 * c))]
            )
    ),
    entries AS
    (
        SELECT
            greatest(cut, first_day)                                      AS seen_from,
            least(cut_end, last_day + 1)                                  AS seen_to,
            entry.1                                                       AS day,
            entry.2                                                       AS stage,
            arrayMax(arrayMap(e -> if(e.2 = entry.2 AND e.1 < entry.1, e.1, 0), ahead)) AS day_before
        FROM
        (
            SELECT
                cut,
                cut_end,
                arraySort(arrayDistinct(arrayMap
                (
                    at ->
                    (
                        at,
                        /* fragments/stage_at.sql */
                    ),
                    arrayConcat
                    (
                        [cut],
                        arrayFilter(at -> at > cut, arrayMap(d -> d + toInt32(ceil(c)), near)),
                        arrayFilter(at -> at > cut, arrayMap(d -> d + toInt32(ceil(3 * c)), near)),
                        arrayFilter(at -> at > cut, arrayMap(d -> d + toInt32(ceil(6 * c)), near))
                    )
                )))                                                                                          AS path,
                arrayPopFront(arrayFilter
                (
                    (s, last) -> s.2 != last,
                    path,
                    arrayPushFront(arrayPopBack(path.2), '')
                ))                                                                                           AS ahead
            FROM cuts
        )
        ARRAY JOIN ahead AS entry
        WHERE entry.1 - 14 < seen_to AND entry.1 > seen_from
    ),
    changes AS
    (
        SELECT stage, n, change.1 AS day, toInt64(sum(change.2)) AS members
        FROM entries
        ARRAY JOIN [7, 14] AS n
        ARRAY JOIN
        [
            (greatest(seen_from, day - n, day_before), 1),
            (least(seen_to, day), -1)
        ] AS change
        WHERE greatest(seen_from, day - n, day_before) < least(seen_to, day)
        GROUP BY stage, n, change.1

        UNION ALL

        SELECT stage, n, arrayJoin(range(first_day, last_day + 1)), toInt64(0)
        FROM (SELECT arrayJoin(['new', 'active', 'sleep', 'lost', 'deep']) AS stage)
        ARRAY JOIN [7, 14] AS n
    )
SELECT
    {brand:String},
    toDate(day),
    'brand',
    concat('stage_due_', stage, '_', toString(n), 'd'),
    'day',
    toFloat64(members),
    toDecimal128(members, 4),
    {generation:UInt64}
FROM
(
    SELECT stage, n, day, sum(sum(members)) OVER (PARTITION BY stage, n ORDER BY day) AS members
    FROM changes
    GROUP BY stage, n, day
)
WHERE day BETWEEN first_day AND last_day;
