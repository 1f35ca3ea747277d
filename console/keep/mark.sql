-- A hash of which parts some tables have. A table that was exchanged for another one may count
-- its blocks alike: its uuid is another.
SELECT sum(cityHash64(p.table, t.uuid, p.partition_id, p.block, p.version))
FROM
(
    SELECT table, partition_id, max(max_block_number) AS block, max(data_version) AS version
    FROM system.parts
    WHERE database = currentDatabase() AND active AND has({tables:Array(String)}, table)
    GROUP BY table, partition_id
) AS p
INNER JOIN (SELECT name, uuid FROM system.tables WHERE database = currentDatabase()) AS t ON t.name = p.table
