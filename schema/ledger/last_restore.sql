-- The last restore of this database from a backup; no row: there was none.
SELECT at, taken_at
FROM restores FINAL
ORDER BY at DESC
LIMIT 1
