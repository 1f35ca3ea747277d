/*---
title: "Retention: of the buyers of the window before, how many bought in this one"
source: "[指標體系: 留存率]"
class: core
unit: ratio
better: more
reads: [orders]
scopes: [brand, shop]
windows: [28d, 90d, 365d]
restates: twice
metrics:
  - names: [retention_rate]
    defined: >-
      of buyers in the n days before the window of n days that ends on the date, the share who buy
      in this window (n = 28, 90, 365). At a shop: its buyers in both windows. Null unless the
      scope's first order (of any state) is not later than the first day of the window before
---*/
-- A purchase day keeps its member in a window of n days until the window has
-- passed it or the next purchase day takes over; n days later it does so in the
-- window before. Who bought in both is who bought in the one, and in the other,
-- less who bought in the 2n days of either. So distinct buyers are all that has
-- to be counted, and equal stretches are counted before they are taken apart.
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    stretches AS
    (
        SELECT
            'brand'                                             AS scope,
            toInt32(date)                                       AS bought,
            least(toInt32(next_date), toInt32(date) + 730)      AS next,
            toInt64(count())                                    AS members
        FROM {facts:Identifier}
        WHERE day_last AND date BETWEEN {from:Date} - 729 AND {to:Date}
        GROUP BY bought, next
        UNION ALL
        SELECT concat('shop:', shop) AS scope, toInt32(date) AS bought, least(toInt32(shop_next_date), toInt32(date) + 730) AS next, toInt64(count())
        FROM {facts:Identifier}
        WHERE shop_day_last AND date BETWEEN {from:Date} - 729 AND {to:Date}
        GROUP BY scope, bought, next
    ),
    changes AS
    (
        SELECT
            scope,
            toInt32(n)                                          AS n,
            greatest(change.1, toInt32({from:Date}))            AS day,
            sum(change.2)                                       AS buyers,
            sum(change.3)                                       AS stayed
        FROM stretches
        ARRAY JOIN [28, 90, 365] AS n
        ARRAY JOIN
        [
            (bought + n,                  members,    members),
            (least(bought + n, next) + n, -members,   -members),
            (least(bought + n, next),     toInt64(0), -members),
            (least(bought + 2 * n, next), toInt64(0), members)
        ] AS change
        WHERE bought + 2 * n > toInt32({from:Date}) AND change.1 <= toInt32({to:Date})
        GROUP BY scope, n, day

        UNION ALL

        SELECT
            scope,
            n,
            arrayJoin(range(toInt32({from:Date}), toInt32({to:Date}) + 1)),
            toInt64(0),
            toInt64(0)
        FROM
        (
            SELECT arrayJoin(arrayConcat(['brand'], groupUniqArray(concat('shop:', shop)))) AS scope
            FROM shop_settings
            WHERE brand = {brand:String}
        )
        ARRAY JOIN [28, 90, 365] AS n
    ),
    beginnings AS
    (
        SELECT scope, toInt32(min(opened)) AS beginning
        FROM (SELECT shop, min(date) AS opened FROM {facts:Identifier} GROUP BY shop)
        ARRAY JOIN ['brand', concat('shop:', shop)] AS scope
        GROUP BY scope
    )
SELECT
    {brand:String},
    toDate(r.day),
    r.scope,
    'retention_rate',
    concat(toString(r.n), 'd'),
    if(r.buyers = 0 OR b.scope = '' OR b.beginning > r.day - 2 * r.n + 1, NULL, r.stayed / r.buyers),
    toDecimal128(r.stayed, 4),
    toDecimal128(r.buyers, 4),
    {generation:UInt64}
FROM
(
    SELECT
        scope, n, day,
        sum(sum(buyers)) OVER until_then    AS buyers,
        sum(sum(stayed)) OVER until_then    AS stayed
    FROM changes
    GROUP BY scope, n, day
    WINDOW until_then AS (PARTITION BY scope, n ORDER BY day)
) AS r
LEFT JOIN beginnings AS b ON b.scope = r.scope
WHERE r.day BETWEEN toInt32({from:Date}) AND toInt32({to:Date});
