-- What rows of a feed of consents are of no use for: which channels nothing is sent by, which
-- purposes no campaign can have, and how many rows name nobody.
SELECT field, word, count() AS times
FROM
(
    SELECT 'channel' AS field, channel AS word
    FROM {next:Identifier}
    WHERE channel NOT IN ('edm', 'sms', 'line')
    UNION ALL
    SELECT 'purpose' AS field, purpose AS word
    FROM {next:Identifier}
    WHERE NOT match(purpose, '^[a-z0-9_-]{1,64}$')
    UNION ALL
    SELECT 'nobody' AS field, '' AS word
    FROM {rows:Identifier}
    WHERE customer_id = '' AND email = '' AND phone = '' AND line_id = ''
)
GROUP BY field, word
ORDER BY field, word
LIMIT 20
