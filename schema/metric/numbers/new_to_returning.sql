/*---
title: "New to returning: of those who bought once, how many bought again"
source: "[新轉舊率]"
class: core
unit: ratio
better: more
reads: [orders]
scopes: [brand, shop]
note: "At a shop: members whose first purchase was there; the second anywhere"
metrics:
  - names: [new_to_returning_rate]
    defined: >-
      of members whose first purchase is in the calendar year of the date, the share with a second
      purchase by the date
    windows: [year]
    restates: windows
  - names:
      [
        new_to_returning_rate_30d, new_to_returning_rate_60d, new_to_returning_rate_90d,
        new_to_returning_rate_365d
      ]
    defined: >-
      _<N>d: of all members with first date + N <= date, the share whose seq 2 has a date <= first
      date + N
    windows: [asof]
    restates: asof
---*/
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    -- What each date adds: (metric, window, counts from, until, first buyers, of them returned).
    first_buyers AS
    (
        SELECT
            shop,
            toDate('2149-06-06') AS never,
            [
                ('new_to_returning_rate',      'year', date,       toStartOfYear(date) + INTERVAL 1 YEAR, toInt64(count()), toInt64(0)),
                ('new_to_returning_rate_30d',  'asof', date + 30,  never, toInt64(count()), toInt64(countIf(second_date <= date + 30))),
                ('new_to_returning_rate_60d',  'asof', date + 60,  never, toInt64(count()), toInt64(countIf(second_date <= date + 60))),
                ('new_to_returning_rate_90d',  'asof', date + 90,  never, toInt64(count()), toInt64(countIf(second_date <= date + 90))),
                ('new_to_returning_rate_365d', 'asof', date + 365, never, toInt64(count()), toInt64(countIf(second_date <= date + 365)))
            ] AS series
        FROM {facts:Identifier}
        WHERE seq = 1 AND date <= {to:Date}
        GROUP BY shop, date
    ),
    returned AS
    (
        SELECT
            shop,
            [('new_to_returning_rate', 'year', second_date, toStartOfYear(second_date) + INTERVAL 1 YEAR, toInt64(0), toInt64(count()))] AS series
        FROM {facts:Identifier}
        WHERE seq = 1 AND second_date <= {to:Date} AND toYear(second_date) = toYear(date)
        GROUP BY shop, second_date
    ),
    changes AS
    (
        SELECT
            scope,
            s.1              AS metric,
            s.2              AS window,
            change.1         AS date,
            sum(change.2)    AS first_buyers,
            sum(change.3)    AS returned
        FROM
        (
            SELECT shop, series FROM first_buyers
            UNION ALL
            SELECT shop, series FROM returned
        )
        ARRAY JOIN series AS s
        ARRAY JOIN ['brand', concat('shop:', shop)] AS scope
        ARRAY JOIN [(greatest(s.3, {from:Date}), s.5, s.6), (s.4, -s.5, -s.6)] AS change
        WHERE s.4 > {from:Date} AND s.3 <= {to:Date}
        GROUP BY scope, s.1, s.2, change.1

        UNION ALL

        SELECT
            scope,
            series.1,
            series.2,
            arrayJoin(arrayMap(n -> {from:Date} + n, range(toUInt32({to:Date} - {from:Date}) + 1))),
            toInt64(0),
            toInt64(0)
        FROM
        (
            SELECT arrayJoin(arrayConcat(['brand'], groupUniqArray(concat('shop:', shop)))) AS scope
            FROM shop_settings
            WHERE brand = {brand:String}
        )
        ARRAY JOIN
        [
            ('new_to_returning_rate', 'year'), ('new_to_returning_rate_30d', 'asof'), ('new_to_returning_rate_60d', 'asof'),
            ('new_to_returning_rate_90d', 'asof'), ('new_to_returning_rate_365d', 'asof')
        ] AS series
    )
SELECT
    {brand:String}, date, scope, metric, window,
    if(first_buyers = 0, NULL, returned / first_buyers),
    toDecimal128(returned, 4),
    toDecimal128(first_buyers, 4),
    {generation:UInt64}
FROM
(
    SELECT
        scope, metric, window, date,
        sum(sum(first_buyers)) OVER until_then    AS first_buyers,
        sum(sum(returned)) OVER until_then        AS returned
    FROM changes
    GROUP BY scope, metric, window, date
    WINDOW until_then AS (PARTITION BY scope, metric, window ORDER BY date)
)
WHERE date BETWEEN {from:Date} AND {to:Date};
