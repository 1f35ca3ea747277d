-- The one row that makes a generation visible; it outranks the one that it
-- replaces also when the clock of the worker that wrote that one is ahead.
INSERT INTO generations
SELECT brand, generation, kind, from_date, to_date, 'published', restates, started_at, now64(3), greatest({version:UInt64}, version + 1)
FROM generations FINAL
WHERE brand = {brand:String} AND generation = {generation:UInt64} AND state = 'writing';
