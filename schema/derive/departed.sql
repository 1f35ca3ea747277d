-- What a customer who was deleted had allowed is a refusal from then on, no matter who wrote
-- that the customer is gone.
INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, evidence, version, dated)
WITH
    gone AS
    (
        SELECT
            concat(shop, '/', customer_id)              AS record,
            keyed(sipHash64(concat('customer:', record)))      AS gone_node,
            max(version)                                AS gone_version
        FROM customers
        WHERE brand = {brand:String}
          AND (shop, customer_id) IN (SELECT shop, customer_id FROM customers WHERE brand = {brand:String} AND is_deleted = 1)
        GROUP BY shop, customer_id
        HAVING argMax(is_deleted, version) = 1
    )
SELECT
    {brand:String}                                      AS brand,
    said_shop                                           AS shop,
    said.node                                           AS node,
    said.channel                                        AS channel,
    said.purpose                                        AS purpose,
    greatest(
        toDateTime64(fromUnixTimestamp64Nano(toInt64(gone_version), 'UTC'), 3, 'UTC'),
        last.2 + toIntervalMillisecond(1))              AS at,
    false                                               AS granted,
    said.source                                         AS source,
    concat('customers/', record)                        AS evidence,
    greatest(gone_version, last_version + 1)            AS version,
    false                                               AS dated
FROM
(
    SELECT
        node, channel, purpose, source,
        argMax((granted, at), version)                  AS last,
        argMax(shop, version)                           AS said_shop,
        max(version)                                    AS last_version
    FROM consent_facts
    WHERE brand = {brand:String} AND node IN (SELECT gone_node FROM gone) AND startsWith(evidence, 'customers/')
    GROUP BY node, channel, purpose, source
) AS said
INNER JOIN gone ON gone_node = said.node
WHERE last.1
