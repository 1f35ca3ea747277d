-- The partitions that a work table has.
SELECT DISTINCT partition_id
FROM system.parts
WHERE active AND database = currentDatabase() AND table = {table:String}
ORDER BY partition_id
