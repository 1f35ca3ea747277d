-- The tables that hold rows by generation.
SELECT table
FROM system.columns
WHERE database = currentDatabase() AND name = 'generation' AND endsWith(table, '_rows')
ORDER BY table
