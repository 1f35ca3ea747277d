-- What a database's orders, what is derived of them, and its published numbers
-- take on disk, in bytes.
SELECT
    sumIf(bytes_on_disk, table = 'orders')                                             AS orders,
    sumIf(bytes_on_disk, table IN ('member_orders', 'members', 'stage_intervals') OR startsWith(table, 'identity_')) AS derived,
    sumIf(bytes_on_disk, endsWith(table, '_rows'))                                     AS numbers
FROM system.parts
WHERE active AND database = currentDatabase()
