/*---
title: >-
  AIPL flow: from which step of AIPL to which the members moved, since the day before and since 28
  days before
table: aipl_flow
defined: >-
  members by their step on D - span and their step on D, with their revenue of the last 365 days to
  D in the brand's currency, less what they returned in them without naming an order; `none`: not yet known on D - span. The highest that holds: L: at least
  two purchases, the last less than cycle_mean days ago (as of the same date). P: a purchase. I: a
  page_view, product_view, add_to_cart, login or message click by the date. A: known.
source: "[三大模型: AIPL]"
restates: asof
---*/
-- A step changes at a purchase, at the first interest event, and where the date's
-- cycle_mean leaves a last purchase behind or takes it in again. The latter is the
-- same for all who last bought on one day, so it is found once per purchase day (a
-- grid of days, without members). A member's moments are those changes, their
-- echo a span later, and the days on which a purchase or a return joins or leaves
-- the 365 days; between two moments nothing of the member moves. One date has one moment
-- per member and span; a longer range a few per purchase, in a grouping that
-- spills to disk, and in small blocks since moments multiply.
--
-- Steps are numbers here: 0 none, 1 A, 2 I, 3 P, 4 L; dates are day numbers.
INSERT INTO aipl_flow_rows (brand, date, span, from, to, members, revenue, generation)
WITH
    ['none', 'A', 'I', 'P', 'L'] AS steps,
    toInt32({from:Date}) AS first_day,
    toInt32({to:Date}) AS last_day,
    first_day - 28 AS first_seen,
    gaps AS
    (
        SELECT day, sum(sum(days)) OVER (ORDER BY day) AS days, sum(sum(gaps)) OVER (ORDER BY day) AS gaps
        FROM
        (
            SELECT greatest(toInt32(date), first_seen) AS day, toInt64(sum(date - prev_date)) AS days, toInt64(count()) AS gaps
            FROM {facts:Identifier}
            WHERE day_last AND prev_date != toDate(0)
            GROUP BY day
            UNION ALL
            SELECT arrayJoin(range(first_seen, last_day + 1)), toInt64(0), toInt64(0)
        )
        GROUP BY day
    ),
    -- Who bought last on a day: the days from which that makes L, and those from
    -- which it no longer does.
    loyalty AS
    (
        SELECT
            bought,
            arraySort(groupArray((day, toUInt8(if((day - bought) * gaps < days, 4, 3)))))  AS every,
            arrayFilter((e, last) -> e.2 != last, every, arrayPushFront(arrayPopBack(every.2), 0)) AS changes
        FROM
        (
            SELECT day, days, gaps, first_seen - toInt32(max(intDiv(days, greatest(gaps, 1))) OVER ()) AS earliest
            FROM gaps
        )
        ARRAY JOIN range(earliest, day + 1) AS bought
        GROUP BY bought
    ),
    bought AS
    (
        SELECT
            f.member_id                                                                    AS member_id,
            multiIf
            (
                NOT f.day_last OR toInt32(f.next_date) <= first_seen, [],
                f.date < f.second_date OR empty(l.changes), [(toInt32(f.date), toUInt8(3))],
                arrayFilter(c -> c.1 < toInt32(f.next_date), l.changes)
            )                                                                              AS changes,
            if(toInt32(f.date) > first_day - 365, [(toInt32(f.date), f.amount)], [])      AS orders
        FROM
        (
            SELECT member_id, date, next_date, second_date, day_last, revenue - returned AS amount
            FROM {facts:Identifier}
            WHERE /* fragments/of_revenue.sql */ AND (toInt32(date) > first_day - 365 OR (day_last AND toInt32(next_date) > first_seen))
        ) AS f
        LEFT JOIN loyalty AS l ON l.bought = toInt32(f.date)
    ),
    prospects AS
    (
        SELECT
            p.member_id                                                                    AS member_id,
            multiIf
            (
                i.interested = 0 OR i.interested >= p.ends, [(p.begins, toUInt8(1))],
                i.interested <= p.begins, [(p.begins, toUInt8(2))],
                [(p.begins, toUInt8(1)), (i.interested, toUInt8(2))]
            )                                                                              AS changes
        FROM
        (
            SELECT member_id, toInt32(valid_from) AS begins, toInt32(valid_to) AS ends
            FROM {stays:Identifier}
            WHERE stage = 'prospect' AND toInt32(valid_to) > first_seen
        ) AS p
        LEFT JOIN
        (
            SELECT member_id, toInt32(min(date)) AS interested
            FROM {behaviour:Identifier}
            WHERE type IN ('page_view', 'product_view', 'add_to_cart', 'login', 'message_click', 'message_clicked')
                AND member_id != 0
            GROUP BY member_id
        ) AS i ON i.member_id = p.member_id
    ),
    lives AS
    (
        SELECT arraySort(groupArrayArray(changes)) AS changes, groupArrayArray(orders) AS orders
        FROM
        (
            SELECT member_id, changes, orders FROM bought
            UNION ALL
            SELECT member_id, changes, [] FROM prospects
        )
        GROUP BY member_id
    ),
    moves AS
    (
        SELECT span, was, now, change.1 AS day, toInt64(sum(change.2)) AS members, sum(change.3) AS revenue
        FROM
        (
            SELECT
                span,
                arraySort(arrayDistinct(arrayPushFront
                (
                    arrayFilter
                    (
                        at -> at > first_day AND at <= last_day,
                        arrayConcat
                        (
                            changes.1,
                            arrayMap(day -> day + span, changes.1),
                            orders.1,
                            arrayMap(day -> day + 365, orders.1)
                        )
                    ),
                    first_day
                )))                                                                        AS moments,
                arrayPushBack(arrayPopFront(moments), last_day + 1)                        AS ends,
                arrayMap(at -> arrayLast(c -> c.1 <= at - span, changes).2, moments)       AS steps_before,
                arrayMap(at -> arrayLast(c -> c.1 <= at, changes).2, moments)              AS steps_now,
                arrayMap
                (
                    at -> arraySum(o -> if(o.1 <= at AND o.1 > at - 365, o.2, toDecimal64(0, 4)), orders),
                    moments
                )                                                                          AS spent
            FROM lives
            ARRAY JOIN [1, 28] AS span
        )
        ARRAY JOIN moments AS begin, ends AS end, steps_before AS was, steps_now AS now, spent AS amount
        ARRAY JOIN [(begin, 1, toDecimal128(amount, 4)), (end, -1, -toDecimal128(amount, 4))] AS change
        WHERE now != 0
        GROUP BY span, was, now, change.1

        UNION ALL

        SELECT span, was, now, arrayJoin(range(first_day, last_day + 1)), toInt64(0), toDecimal128(0, 4)
        FROM (SELECT arrayJoin([1, 28]) AS span)
        ARRAY JOIN [0, 1, 2, 3, 4] AS was
        ARRAY JOIN [1, 2, 3, 4] AS now
    )
SELECT {brand:String}, toDate(day), span, steps[was + 1], steps[now + 1], members, revenue, {generation:UInt64}
FROM
(
    SELECT
        span, was, now, day,
        sum(sum(members)) OVER until_then    AS members,
        sum(sum(revenue)) OVER until_then    AS revenue
    FROM moves
    GROUP BY span, was, now, day
    WINDOW until_then AS (PARTITION BY span, was, now ORDER BY day)
)
WHERE day <= last_day AND members > 0
SETTINGS max_block_size = 8192;
