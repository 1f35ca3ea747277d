-- Parts of this database's tables that ClickHouse put aside: broken, or detached by
-- hand. Those that it only ignores, since others cover them, hold nothing of their own.
SELECT table, count() AS parts, if(any(reason) = '', 'by hand', any(reason)) AS reason
FROM system.detached_parts
WHERE database = currentDatabase()
  AND reason NOT IN ('ignored', 'attaching', 'deleting', 'tmp-fetch', 'cloned')
GROUP BY table
ORDER BY table
