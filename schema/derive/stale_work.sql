-- Work tables of a brand that are older than any run gets.
SELECT name
FROM system.tables
WHERE database = currentDatabase()
    AND startsWith(name, {prefix:String})
    AND metadata_modification_time < {before:DateTime64(3, 'UTC')}
