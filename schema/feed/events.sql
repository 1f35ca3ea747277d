-- Makes events of a feed's rows. An event without an id gets one from what it
-- says, and its number among those that say the same, so that reading the file
-- again finds it. An event that comes with another date keeps the earliest, from
-- which numbers have to be computed again.
INSERT INTO {next:Identifier}
SELECT
    n.brand, n.shop, n.event_id, n.type, n.at, n.date,
    if(e.event_id = '', n.date, least(n.date, e.first_date))         AS first_date,
    n.node, n.visitor, n.properties, '' AS raw, n.load_id, n.version
FROM
(
    SELECT
        {brand:String}                                                   AS brand,
        {shop:String}                                                    AS shop,
        if(given_id = '', concat(said, '-', toString(row_number() OVER (PARTITION BY said ORDER BY file_no, row))), given_id) AS event_id,
        kind                                                             AS type,
        moment                                                           AS at,
        toDate(moment, {zone:String})                                    AS date,
        best                                                             AS node,
        visitor,
        CAST(pairs, 'Map(LowCardinality(String), String)')          AS properties,
        {load_id:String}                                                 AS load_id,
        {version:UInt64}                                                 AS version
    FROM
    (
        SELECT
            file_no,
            row,
            r.event_id                                                   AS given_id,
            r.type                                                       AS kind,
            assumeNotNull(r.at)                                          AS moment,
            r.visitor                                                    AS visitor,
            CAST(
                arrayMap(
                    p -> (p.1, if(startsWith(p.2, '"'), JSONExtractString(p.2), p.2)),
                    arrayFilter(p -> p.2 != 'null', JSONExtractKeysAndValuesRaw(r.properties))),
                'Map(String, String)')                                   AS pairs,
            multiIf(
                r.customer_id != '', keyed(sipHash64(concat('customer:', {shop:String}, '/', r.customer_id))),
                r.email != '', keyed(sipHash64(concat('email:', r.email))),
                r.phone != '', keyed(sipHash64(concat('phone:', r.phone))),
                r.line_id != '', keyed(sipHash64(concat('line:', {line_provider:String}, '/', r.line_id))),
                0)                                                       AS best,
            hex(sipHash128(kind, moment, best, visitor, toString(pairs))) AS said
        FROM
        (
            SELECT *
            FROM {rows:Identifier}
            ORDER BY file_no DESC, row DESC
            LIMIT 1 BY if(event_id = '', concat(toString(file_no), ':', toString(row)), concat('=', event_id))
        ) AS r
    )
) AS n
LEFT ANY JOIN
(
    SELECT event_id, first_date
    FROM events FINAL
    WHERE brand = {brand:String} AND shop = {shop:String}
) AS e ON e.event_id = n.event_id
