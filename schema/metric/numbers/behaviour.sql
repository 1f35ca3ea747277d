/*---
title: "Behaviour: who was there, and who of those bought"
source: "[指標體系: 關聯指標]"
class: related
unit: ratio
better: more
reads: [orders, events]
scopes: [brand]
windows: [day, 7d, 28d, 90d, 365d, month, year, asof]
restates: windows
metrics:
  - names: [engagement_rate]
    defined: >-
      of all members as of the date, the share with any event in the window; null before the brand's
      first event
  - names: [conversion_rate]
    defined: >-
      buyers of the window / its visitors, who are distinct people with a page_view, product_view,
      search, add_to_cart or checkout_started event in it; null before the first such event
---*/
-- A visitor is a member, or a browser that never said whose it is; what a browser
-- did before it said so stays another visitor. Buyers of every shop count, also
-- those of shops that send no events, so a conversion_rate may exceed 1.
--
-- A day with an event keeps its person in a window until the window has passed
-- it or the person's next such day takes over, as in buyers.sql; a member only
-- from the date on which it is known. Days that no window but asof can reach
-- count as one.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    ['page_view', 'product_view', 'search', 'add_to_cart', 'checkout_started'] AS browsing,
    toDate('2149-06-06') AS never,
    (
        SELECT if(count() = 0, never, min(date)) FROM {behaviour:Identifier}
    ) AS first_event,
    (
        SELECT if(count() = 0, never, min(date)) FROM {behaviour:Identifier} WHERE type IN browsing
    ) AS first_visit,
    presence AS
    (
        SELECT
            of,
            day AS date,
            greatest(day, since, {from:Date}) AS counts_from,
            leadInFrame(day, 1, never) OVER (PARTITION BY of, person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next
        FROM
        (
            SELECT DISTINCT of.1 AS of, who AS person, greatest(date, {from:Date} - 366) AS day, of.2 AS since
            FROM {behaviour:Identifier} AS b
            LEFT JOIN (SELECT member_id, assumeNotNull(known_on) AS known FROM members WHERE brand = {brand:String} AND isNotNull(known_on)) AS m
                ON m.member_id = b.member_id
            ARRAY JOIN arrayConcat
            (
                if(m.member_id != 0, [('members', m.known)], []),
                if(type IN browsing AND who != '', [('visitors', toDate(0))], [])
            ) AS of
        )
    ),
    changes AS
    (
        SELECT of, w.1 AS window, change.1 AS day, toInt64(sum(change.2)) AS people
        FROM presence
        ARRAY JOIN /* fragments/window_ends.sql */ AS w
        ARRAY JOIN [(counts_from, 1), (least(w.2, next), -1)] AS change
        WHERE least(w.2, next) > counts_from
        GROUP BY of, w.1, change.1

        UNION ALL

        SELECT of, window, arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))), toInt64(0)
        FROM (SELECT arrayJoin(['members', 'visitors']) AS of)
        ARRAY JOIN ['day', '7d', '28d', '90d', '365d', 'month', 'year', 'asof'] AS window
    ),
    counts AS
    (
        SELECT window, day, toDecimal128(sumIf(people, of = 'members'), 4) AS members, toDecimal128(sumIf(people, of = 'visitors'), 4) AS visitors
        FROM
        (
            SELECT of, window, day, sum(sum(people)) OVER (PARTITION BY of, window ORDER BY day) AS people
            FROM changes
            GROUP BY of, window, day
        )
        GROUP BY window, day
    ),
    sums AS
    (
        SELECT
            date,
            window,
            sumIf(numerator, metric = 'buyers')                                                     AS buyers,
            max(sumIf(numerator, metric = 'members' AND window = 'asof')) OVER (PARTITION BY date)  AS everyone
        FROM kpi_rows
        WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
            AND scope = 'brand' AND metric IN ('buyers', 'members')
        GROUP BY date, window
    )
SELECT
    {brand:String},
    s.date,
    'brand',
    rate.1,
    s.window,
    if(s.date < rate.4 OR rate.3 = 0, NULL, toFloat64(rate.2) / toFloat64(rate.3)),
    if(s.date < rate.4, NULL, rate.2),
    if(s.date < rate.4, NULL, rate.3),
    {generation:UInt64}
FROM sums AS s
INNER JOIN counts AS c ON c.day = s.date AND c.window = s.window
ARRAY JOIN
[
    ('engagement_rate', c.members, assumeNotNull(s.everyone), first_event),
    ('conversion_rate', assumeNotNull(s.buyers), c.visitors,  first_visit)
] AS rate;
