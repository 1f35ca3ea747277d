-- Work tables that are older than any run can be.
SELECT name
FROM system.tables
WHERE database = currentDatabase()
    AND startsWith(name, {prefix:String})
    AND metadata_modification_time < now() - INTERVAL 1 DAY
