/*---
title: "Service: what members answer when asked, what they complain about and what they send back"
source: "[指標體系: 應用四, 六]"
class: related
unit: ratio
scopes: [brand]
windows: [28d, 90d, 365d]
restates: windows
note: Null before the brand's first event of the type
metrics:
  - names: [nps]
    defined: >-
      (scores 9 and 10 - scores 0 to 6) / answers, of survey_score events of the survey nps (or of
      none named) with a score 0 to 10. Every event is an answer
    unit: number
    better: more
    reads: [events]
  - names: [csat]
    defined: >-
      answers of 4 or 5 / answers, of the survey csat with a score 1 to 5. Every event is an answer
    better: more
    reads: [events]
  - names: [complaint_rate]
    defined: ticket_opened events of kind complaint (or of none named) / purchases of the window
    better: less
    reads: [orders, events]
  - names: [return_rate]
    defined: >-
      distinct order_ids of return_requested events (one without counts alone) / purchases of the
      window
    better: less
    reads: [orders, events]
---*/
-- Answers and complaints are sums over days. A return keeps its order in a window
-- until the window has passed it or the next request for the same order takes
-- over.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    (
        SELECT mapFromArrays(groupArray(type), groupArray(first_date))
        FROM
        (
            SELECT toString(type) AS type, min(date) AS first_date
            FROM {behaviour:Identifier}
            WHERE type IN ('survey_score', 'ticket_opened', 'return_requested')
            GROUP BY type
        )
    ) AS first_dates,
    changes AS
    (
        SELECT window, part.1 AS part, change.1 AS day, sum(change.2 * part.2) AS amount
        FROM
        (
            SELECT
                toInt32(date)                               AS sent,
                65535                                       AS next,
                multiIf
                (
                    type = 'ticket_opened', [('complaints', toInt64(1))],
                    properties['survey'] IN ('', 'nps'), [('nps', toInt64(score >= 9) - toInt64(score <= 6)), ('nps answers', toInt64(1))],
                    [('csat', toInt64(score >= 4)), ('csat answers', toInt64(1))]
                )                                           AS parts,
                ifNull(toFloat64OrNull(properties['score']), -1) AS score
            FROM {behaviour:Identifier}
            WHERE date > {from:Date} - 365
                AND
                (
                    (type = 'ticket_opened' AND properties['kind'] IN ('', 'complaint'))
                    OR (type = 'survey_score' AND properties['survey'] IN ('', 'nps') AND score BETWEEN 0 AND 10)
                    OR (type = 'survey_score' AND properties['survey'] = 'csat' AND score BETWEEN 1 AND 5)
                )

            UNION ALL

            SELECT
                day,
                leadInFrame(day, 1, 65535) OVER (PARTITION BY order_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
                [('returns', toInt64(1))],
                0.
            FROM
            (
                SELECT DISTINCT
                    toInt32(date) AS day,
                    if(properties['order_id'] = '', concat('without: ', toString(date), ' ', event_id), concat('order: ', properties['order_id'])) AS order_id
                FROM {behaviour:Identifier}
                WHERE type = 'return_requested' AND date > {from:Date} - 365
            )
        )
        ARRAY JOIN parts AS part
        ARRAY JOIN [28, 90, 365] AS window
        ARRAY JOIN
        [
            (greatest(sent, toInt32({from:Date})), 1),
            (least(sent + window, next), -1)
        ] AS change
        WHERE least(sent + window, next) > toInt32({from:Date})
        GROUP BY window, part.1, change.1

        UNION ALL

        SELECT window, '', arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)), toInt64(0)
        FROM (SELECT arrayJoin([28, 90, 365]) AS window)
    ),
    counts AS
    (
        SELECT
            toDate(day)                                               AS date,
            concat(toString(window), 'd')                             AS in_window,
            sum(sumIf(amount, part = 'nps')) OVER until_then          AS nps,
            sum(sumIf(amount, part = 'nps answers')) OVER until_then  AS nps_answers,
            sum(sumIf(amount, part = 'csat')) OVER until_then         AS csat,
            sum(sumIf(amount, part = 'csat answers')) OVER until_then AS csat_answers,
            sum(sumIf(amount, part = 'complaints')) OVER until_then   AS complaints,
            sum(sumIf(amount, part = 'returns')) OVER until_then      AS returns
        FROM changes
        GROUP BY window, day
        WINDOW until_then AS (PARTITION BY window ORDER BY day)
    )
SELECT
    {brand:String},
    o.date,
    'brand',
    rate.1,
    o.window,
    if(rate.3 = 0, NULL, toFloat64(rate.2) / toFloat64(rate.3)),
    rate.2,
    if(isNull(rate.2), NULL, toNullable(rate.3)),
    {generation:UInt64}
FROM
(
    SELECT date, window, assumeNotNull(numerator) AS orders
    FROM kpi_rows
    WHERE brand = {brand:String} AND generation = {generation:UInt64} AND date BETWEEN {from:Date} AND {to:Date}
        AND scope = 'brand' AND metric = 'orders' AND window IN ('28d', '90d', '365d')
) AS o
INNER JOIN counts AS c ON c.date = o.date AND c.in_window = o.window
ARRAY JOIN
[
    ('nps',            'survey_score',     toDecimal128(c.nps, 4),        toDecimal128(c.nps_answers, 4)),
    ('csat',           'survey_score',     toDecimal128(c.csat, 4),       toDecimal128(c.csat_answers, 4)),
    ('complaint_rate', 'ticket_opened',    toDecimal128(c.complaints, 4), o.orders),
    ('return_rate',    'return_requested', toDecimal128(c.returns, 4),    o.orders)
] AS m
ARRAY JOIN [(m.1, if(mapContains(first_dates, m.2) AND o.date >= first_dates[m.2], toNullable(m.3), NULL), m.4)] AS rate;
