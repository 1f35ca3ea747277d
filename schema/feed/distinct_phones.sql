-- Phone numbers of a feed as written, each once.
SELECT DISTINCT phone
FROM {rows:Identifier}
WHERE phone != '' AND problem = ''
