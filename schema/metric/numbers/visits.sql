/*---
title: "Visits: how often people came, logged in and invited others"
source: "[三大模型: AARRR]"
class: related
unit: count
better: more
reads: [events]
scopes: [brand]
windows: [day, 7d, 28d, 90d, 365d]
restates: windows
metrics:
  - names: [aarrr_visits]
    defined: >-
      runs of page_view, product_view, search, add_to_cart and checkout_started events of one person
      with less than 30 minutes between one and the next, counted on the date of the first; an event
      of nobody is a visit of its own. Null before the brand's first event of these types
  - names: [aarrr_logins]
    defined: login events; null before the brand's first one
  - names: [aarrr_invitations]
    defined: >-
      invited events, and members who bought with a referral code of another member, each once, on
      the date of their first such purchase; null before the brand's first of either. A code that
      was given later counts wherever a date is computed anyway
    reads: [orders, events]
  - names: [aarrr_invitations_activated]
    defined: >-
      registered events that say who invited (invited_by), and those of the members invited by a code
      whose first purchase it was; null before the brand's first invited event or member
    reads: [orders, events]
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, generation)
WITH
    ['page_view', 'product_view', 'search', 'add_to_cart', 'checkout_started'] AS browsing,
    (
        SELECT
        (
            if(countIf(type IN browsing) = 0,   65535, toInt32(minIf(date, type IN browsing))),
            if(countIf(type = 'login') = 0,     65535, toInt32(minIf(date, type = 'login'))),
            least
            (
                if(countIf(type = 'invited') = 0, 65535, toInt32(minIf(date, type = 'invited'))),
                (SELECT if(count() = 0, 65535, toInt32(min(date))) FROM {invited:Identifier})
            )
        )
        FROM {behaviour:Identifier}
        WHERE type IN browsing OR type IN ('login', 'invited')
    ) AS first_days,
    daily AS
    (
        SELECT metric, day, sum(times) AS times
        FROM
        (
            SELECT 'aarrr_visits' AS metric, toInt32(date) AS day, toInt64(countIf(who = '' OR first OR at - before >= 1800)) AS times
            FROM
            (
                SELECT
                    who,
                    date,
                    toDecimal64(at, 3)                                  AS at,
                    row_number() OVER in_time = 1                       AS first,
                    lagInFrame(toDecimal64(at, 3), 1) OVER in_time      AS before
                FROM {behaviour:Identifier}
                WHERE type IN browsing AND date >= {from:Date} - 365
                WINDOW in_time AS (PARTITION BY who ORDER BY at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
            )
            GROUP BY date

            UNION ALL

            SELECT
                multiIf(type = 'login', 'aarrr_logins', type = 'invited', 'aarrr_invitations', 'aarrr_invitations_activated') AS metric,
                toInt32(date)                                           AS day,
                toInt64(count())                                        AS times
            FROM {behaviour:Identifier}
            WHERE date >= {from:Date} - 364
                AND (type IN ('login', 'invited') OR (type = 'registered' AND properties['invited_by'] != ''))
            GROUP BY metric, day

            UNION ALL

            SELECT metric, toInt32(date), toInt64(count())
            FROM {invited:Identifier}
            ARRAY JOIN if(is_first, ['aarrr_invitations', 'aarrr_invitations_activated'], ['aarrr_invitations']) AS metric
            WHERE date >= {from:Date} - 364
            GROUP BY metric, date

            UNION ALL

            SELECT metric, arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0)
            FROM (SELECT arrayJoin(['aarrr_visits', 'aarrr_logins', 'aarrr_invitations', 'aarrr_invitations_activated']) AS metric)
        )
        GROUP BY metric, day
    )
SELECT
    {brand:String},
    toDate(day),
    'brand',
    metric,
    sums.1,
    if(day < first_day, NULL, toFloat64(sums.2)),
    if(day < first_day, NULL, toDecimal128(sums.2, 4)),
    {generation:UInt64}
FROM
(
    SELECT
        metric,
        day,
        transform(metric, ['aarrr_visits', 'aarrr_logins'], [first_days.1, first_days.2], first_days.3) AS first_day,
        [
            ('day',  times),
            ('7d',   sum(times) OVER (days RANGE BETWEEN 6 PRECEDING AND CURRENT ROW)),
            ('28d',  sum(times) OVER (days RANGE BETWEEN 27 PRECEDING AND CURRENT ROW)),
            ('90d',  sum(times) OVER (days RANGE BETWEEN 89 PRECEDING AND CURRENT ROW)),
            ('365d', sum(times) OVER (days RANGE BETWEEN 364 PRECEDING AND CURRENT ROW))
        ] AS every
    FROM daily
    WINDOW days AS (PARTITION BY metric ORDER BY day)
)
ARRAY JOIN every AS sums
WHERE day BETWEEN toInt32({from:Date}) AND toInt32({to:Date});
