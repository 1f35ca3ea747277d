-- What a database's orders and its published numbers take on disk, in bytes.
SELECT
    sumIf(bytes_on_disk, table = 'orders')            AS orders,
    sumIf(bytes_on_disk, endsWith(table, '_rows'))    AS numbers
FROM system.parts
WHERE active AND database = currentDatabase()
