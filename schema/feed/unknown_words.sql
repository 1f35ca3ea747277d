-- The words of consents that are neither yes nor no, the first of them.
SELECT DISTINCT channel, source, unknown
FROM {answers:Identifier}
WHERE unknown != ''
ORDER BY channel, unknown
LIMIT 20
