-- Makes costs of a feed's rows, in the brand's currency; rows of one date, kind,
-- campaign and channel are summed.
INSERT INTO {next:Identifier}
SELECT
    {brand:String}                                                   AS brand,
    {shop:String}                                                    AS shop,
    day                                                              AS date,
    kind,
    campaign,
    if(lower(channel) IN ('email', 'mail', 'e-mail'), 'edm', channel) AS channel,
    toDecimal64(sum(round(toDecimal128(spent, 4) * factor, 4)), 4)   AS amount,
    {load_id:String}                                                 AS load_id,
    {version:UInt64}                                                 AS version
FROM
(
    SELECT
        assumeNotNull(r.date)                                        AS day,
        kind,
        campaign,
        channel,
        assumeNotNull(r.amount)                                      AS spent,
        upper(if(r.currency = '', {shop_currency:String}, r.currency)) AS paid_in,
        arrayLastIndex((c, f) -> c = paid_in AND f <= day, {rate_currency:Array(String)}, {rate_from:Array(Date)}) AS rate_at,
        if(
            paid_in = {brand_currency:String} OR rate_at = 0,
            toDecimal64(1, 8),
            ifNull(toDecimal64OrNull({rate_value:Array(String)}[rate_at], 8), toDecimal64(1, 8))) AS factor
    FROM {rows:Identifier} AS r
)
GROUP BY day, kind, campaign, channel
