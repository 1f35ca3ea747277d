-- The rows of costs that were paid in a currency for which the config has no rate.
SELECT
    file_no,
    row,
    concat('no rate from ', paid_in, ' to ', {brand_currency:String}, ' on ', toString(day), ': add one under rates') AS reason,
    formatRowNoNewline('JSONEachRow', day, amount, paid_in, kind, campaign, channel) AS raw
FROM
(
    SELECT
        file_no, row, amount, kind, campaign, channel,
        upper(if(currency = '', {shop_currency:String}, currency)) AS paid_in,
        assumeNotNull(date)                                        AS day
    FROM {rows:Identifier}
)
WHERE paid_in NOT IN ('', {brand_currency:String})
  AND arrayFirstIndex((c, f) -> c = paid_in AND f <= day, {rate_currency:Array(String)}, {rate_from:Array(Date)}) = 0
ORDER BY file_no, row
LIMIT {limit:UInt64}
