-- New to returning: of those who bought once, how many bought again.
--
-- metrics   new_to_returning_rate, new_to_returning_rate_30d, _60d, _90d, _365d
-- defined   window year: of members whose first purchase is in the calendar year
--           of the date, the share with a second purchase by the date. _<N>d,
--           window asof: of all members with first date + N <= date, the share
--           whose seq 2 has a date <= first date + N. At a shop: members whose
--           first purchase was there; the second anywhere.
-- source    [新轉舊率]
-- class     core
-- scopes    brand, shop
-- restates  new_to_returning_rate: year; the others: asof
-- unit      ratio
INSERT INTO kpi_rows (brand, date, scope, metric, window, value, numerator, denominator, generation)
WITH
    -- (metric, window, counts in the denominator from, in the numerator from, both until)
    stretches AS
    (
        SELECT
            ['brand', concat('shop:', shop)] AS scopes,
            [
                (
                    'new_to_returning_rate', 'year',
                    date,
                    second_date,
                    toStartOfYear(date) + INTERVAL 1 YEAR
                ),
                ('new_to_returning_rate_30d',  'asof', date + 30,  if(second_date <= date + 30,  date + 30,  toDate('2149-06-06')), toDate('2149-06-06')),
                ('new_to_returning_rate_60d',  'asof', date + 60,  if(second_date <= date + 60,  date + 60,  toDate('2149-06-06')), toDate('2149-06-06')),
                ('new_to_returning_rate_90d',  'asof', date + 90,  if(second_date <= date + 90,  date + 90,  toDate('2149-06-06')), toDate('2149-06-06')),
                ('new_to_returning_rate_365d', 'asof', date + 365, if(second_date <= date + 365, date + 365, toDate('2149-06-06')), toDate('2149-06-06'))
            ] AS series
        FROM {facts:Identifier}
        WHERE seq = 1 AND date <= {to:Date}
    ),
    changes AS
    (
        SELECT
            scope,
            s.1              AS metric,
            s.2              AS window,
            change.1         AS date,
            toInt64(sum(change.2))    AS first_buyers,
            toInt64(sum(change.3))    AS returned
        FROM stretches
        ARRAY JOIN series AS s
        ARRAY JOIN scopes AS scope
        ARRAY JOIN arrayConcat
        (
            [(greatest(s.3, {from:Date}), 1, 0), (s.5, -1, 0)],
            if(s.4 < s.5, [(greatest(s.4, {from:Date}), 0, 1), (s.5, 0, -1)], [])
        ) AS change
        WHERE s.5 > {from:Date} AND s.3 <= {to:Date}
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
