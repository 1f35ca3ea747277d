-- The time zones of customers that are none, the first of them.
SELECT DISTINCT timezone
FROM {rows:Identifier}
WHERE trim(timezone) != '' AND transform(lower(trim(timezone)), {zones_written:Array(String)}, {zones_meant:Array(String)}, '') = ''
ORDER BY timezone
LIMIT 20
