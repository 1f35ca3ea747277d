-- What the customers of a feed allowed, tied to the customer's own record.
INSERT INTO {next:Identifier}
SELECT
    {brand:String}                                                   AS brand,
    {shop:String}                                                    AS shop,
    sipHash64(concat('customer:', record))                           AS node,
    said.1                                                           AS channel,
    'marketing'                                                      AS purpose,
    coalesce(consent_at, updated_at, registered_at, toDateTime64(0, 3, 'UTC')) AS at,
    assumeNotNull(said.2)                                            AS granted,
    'file'                                                           AS source,
    concat('customers/', record)                                     AS evidence,
    {version:UInt64}                                                 AS version
FROM
(
    SELECT *, concat({shop:String}, '/', customer_id) AS record
    FROM {rows:Identifier}
    WHERE problem = ''
    ORDER BY customer_id, ifNull(updated_at, toDateTime64(0, 3, 'UTC')) DESC, file_no DESC, row DESC
    LIMIT 1 BY customer_id
)
ARRAY JOIN arrayFilter(s -> isNotNull(s.2), [('edm', consent_edm), ('sms', consent_sms), ('line', consent_line)]) AS said
