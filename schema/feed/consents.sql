-- What a feed says was allowed or refused: a fact for each identifier of the
-- row, so that a refusal holds however the person is known.
--
-- A row without a time is dated by when this answer was first seen. A yes of the same moment as
-- a refusal, of whichever shop or feed, is earlier by a millisecond: it is not later than the
-- refusal, and doesn't take its place. A refusal with a date alone may have been said at any
-- time of that day: it holds to the day's end.
INSERT INTO {next:Identifier}
WITH
    fromUnixTimestamp64Nano(toInt64({version:UInt64}), 'UTC')        AS read_at,
    said AS
    (
        SELECT
            file_no,
            row,
            multiIf(
                lower(r.channel) IN ('email', 'mail', 'e-mail', '電子郵件', '電子報'), 'edm',
                lower(r.channel) IN ('text', '簡訊'), 'sms',
                lower(r.channel))                                    AS medium,
            if(r.purpose = '', 'marketing', lower(r.purpose))        AS cause,
            if(r.source = '', 'file', r.source)                      AS origin,
            assumeNotNull(r.granted)                                 AS allowed,
            if(
                NOT allowed AND r.at = toStartOfDay(r.at, {shop_zone:String}),
                toTimeZone(addDays(toTimeZone(r.at, {shop_zone:String}), 1), 'UTC') - toIntervalMillisecond(1),
                r.at)                                                AS said_at,
            arrayJoin(arrayFilter(n -> n != 0, [
                if(r.customer_id = '', 0, keyed(sipHash64(concat('customer:', {shop:String}, '/', r.customer_id)))),
                if(r.email = '', 0, keyed(sipHash64(concat('email:', r.email)))),
                if(r.phone = '', 0, keyed(sipHash64(concat('phone:', r.phone)))),
                if(r.line_id = '', 0, keyed(sipHash64(concat('line:', {line_provider:String}, '/', r.line_id))))]))
                                                                     AS of_node
        FROM {rows:Identifier} AS r
    ),
    stored AS
    (
        SELECT
            node                                                     AS stored_node,
            toString(channel)                                        AS stored_channel,
            toString(purpose)                                        AS stored_purpose,
            source                                                   AS stored_source,
            groupUniqArrayIf(at, NOT granted)                        AS refused_at,
            minIf(at, granted AND undated)                           AS first_yes,
            minIf(at, NOT granted AND undated)                       AS first_no
        FROM
        (
            SELECT *, NOT dated AND at <= read_at AND shop = {shop:String} AND startsWith(evidence, 'consents/') AS undated
            FROM consent_facts FINAL
            WHERE brand = {brand:String} AND node IN (SELECT of_node FROM said)
        )
        GROUP BY node, channel, purpose, source
    ),
    answers AS
    (
        SELECT
            of_node,
            medium,
            cause,
            origin,
            coalesce(said_at, nullIf(if(allowed, first_yes, first_no), toDateTime64(0, 3, 'UTC')), toDateTime64(read_at, 3, 'UTC')) AS moment,
            min(allowed)                                             AS yes,
            argMax(row, (NOT allowed, file_no, row))                 AS of_row,
            isNotNull(argMax(tuple(said_at), (NOT allowed, file_no, row)).1) AS has_time,
            any(refused_at)                                          AS refusals
        FROM said
        LEFT JOIN stored ON stored_node = of_node AND stored_channel = medium AND stored_purpose = cause AND stored_source = origin
        GROUP BY of_node, medium, cause, origin, moment
    )
SELECT
    {brand:String}                                                   AS brand,
    {shop:String}                                                    AS shop,
    of_node                                                          AS node,
    medium                                                           AS channel,
    cause                                                            AS purpose,
    if(yes AND has(refusals, moment), moment - toIntervalMillisecond(1), moment) AS at,
    yes                                                              AS granted,
    origin                                                           AS source,
    concat('consents/', {shop:String}, '/row ', toString(of_row))    AS evidence,
    {version:UInt64}                                                 AS version,
    has_time AND moment <= read_at                                   AS dated
FROM answers
