-- A no is the person's. Where a customer's record no longer shows an identifier (another mail
-- address, another phone), what was refused under it, and not allowed since, becomes the
-- customer's own, of the same moment. Where the record itself is deleted, as shops do who
-- make one customer of two, what it had refused becomes that of its identifiers; that the
-- record is gone is no such refusal. Links that a person has undone, or that would join too
-- many, were no longer used and give nothing. A run that is repeated writes the same rows.
INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, evidence, version, dated)
WITH
    parted AS
    (
        SELECT a, b, a_kind, b_kind
        FROM identity_edges
        WHERE brand = {brand:String} AND used
          AND ({relink:Bool} OR a IN (SELECT node FROM {touched_nodes:Identifier}) OR b IN (SELECT node FROM {touched_nodes:Identifier}))
          AND (a, b) NOT IN (SELECT a, b FROM {edges:Identifier})
          AND (a_kind = 'customer') != (b_kind = 'customer')
    ),
    links AS
    (
        SELECT if(a_kind = 'customer', a, b) AS customer, if(a_kind = 'customer', b, a) AS identifier
        FROM parted
    ),
    deleted AS
    (
        SELECT
            keyed(sipHash64(concat('customer:', shop, '/', customer_id)))              AS gone,
            toDateTime64(fromUnixTimestamp64Nano(toInt64(max(version)), 'UTC'), 3, 'UTC') AS gone_at
        FROM customers
        WHERE brand = {brand:String}
          AND (shop, customer_id) IN (SELECT shop, customer_id FROM customers WHERE brand = {brand:String} AND is_deleted = 1)
        GROUP BY shop, customer_id
        HAVING argMax(is_deleted, version) = 1
    ),
    ways AS
    (
        SELECT identifier AS said_by, customer AS kept_by, toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS before
        FROM links
        WHERE customer NOT IN (SELECT gone FROM deleted)
        UNION ALL
        SELECT customer, identifier, gone_at
        FROM links
        INNER JOIN deleted ON gone = customer
    )
SELECT
    {brand:String}                                                  AS brand,
    no.3                                                            AS shop,
    kept_by                                                         AS node,
    said_channel                                                    AS channel,
    said_purpose                                                    AS purpose,
    no.1                                                            AS at,
    false                                                           AS granted,
    no.2                                                            AS source,
    ''                                                              AS evidence,
    {version:UInt64}                                                AS version,
    no.4                                                            AS dated
FROM
(
    SELECT
        kept_by,
        f.channel                                                                             AS said_channel,
        f.purpose                                                                             AS said_purpose,
        maxIf((f.at, f.source, toString(f.shop), f.dated), NOT f.granted AND f.at < before)   AS no,
        countIf(NOT f.granted AND f.at < before)                                              AS refusals,
        maxIf(f.at, f.granted AND f.dated)                                                    AS dated_yes
    FROM ways
    INNER JOIN
    (
        SELECT node, channel, purpose, at, granted, source, shop, dated
        FROM consent_facts FINAL
        WHERE brand = {brand:String} AND node IN (SELECT said_by FROM ways)
    ) AS f ON f.node = said_by
    GROUP BY said_by, kept_by, said_channel, said_purpose
    HAVING refusals > 0 AND dated_yes <= no.1
)
WHERE kept_by IN (SELECT node FROM {new_nodes:Identifier})
