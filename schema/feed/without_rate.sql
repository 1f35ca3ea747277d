-- A currency of the feed for which the config has no rate, and a date on which
-- it is needed.
SELECT
    paid_in,
    min(day) AS first_day
FROM
(
    SELECT
        upper(if(currency = '', {shop_currency:String}, currency)) AS paid_in,
        toDate({at:Identifier}, {zone:String})                     AS day
    FROM {rows:Identifier}
    WHERE problem = ''
)
WHERE paid_in NOT IN ('', {brand_currency:String})
  AND arrayFirstIndex((c, f) -> c = paid_in AND f <= day, {rate_currency:Array(String)}, {rate_from:Array(Date)}) = 0
GROUP BY paid_in
ORDER BY first_day
LIMIT 1
