-- What a feed says was allowed or refused: a fact for each identifier of the
-- row, so that a refusal holds however the person is known.
INSERT INTO {next:Identifier}
SELECT
    {brand:String}                                                   AS brand,
    {shop:String}                                                    AS shop,
    node,
    medium                                                           AS channel,
    cause                                                            AS purpose,
    assumeNotNull(moment)                                            AS at,
    argMax(assumeNotNull(granted), (file_no, row))                   AS granted,
    origin                                                           AS source,
    concat('consents/', {shop:String}, '/', argMax(evidence, (file_no, row))) AS evidence,
    {version:UInt64}                                                 AS version,
    assumeNotNull(moment) <= fromUnixTimestamp64Nano(toInt64({version:UInt64}), 'UTC') AS dated
FROM
(
    SELECT
        file_no,
        row,
        if(lower(r.channel) IN ('email', 'mail', 'e-mail'), 'edm', lower(r.channel)) AS medium,
        if(r.purpose = '', 'marketing', r.purpose)                   AS cause,
        r.at                                                         AS moment,
        r.granted                                                    AS granted,
        if(r.source = '', 'file', r.source)                          AS origin,
        concat('row ', toString(row))                                AS evidence,
        arrayJoin(arrayFilter(n -> n != 0, [
            if(r.customer_id = '', 0, keyed(sipHash64(concat('customer:', {shop:String}, '/', r.customer_id)))),
            if(r.email = '', 0, keyed(sipHash64(concat('email:', r.email)))),
            if(r.phone = '', 0, keyed(sipHash64(concat('phone:', r.phone)))),
            if(r.line_id = '', 0, keyed(sipHash64(concat('line:', {line_provider:String}, '/', r.line_id))))]))
                                                                     AS node
    FROM {rows:Identifier} AS r
)
GROUP BY node, medium, cause, moment, origin
