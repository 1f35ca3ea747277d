-- The one row that makes a generation visible.
INSERT INTO generations
SELECT brand, generation, kind, from_date, to_date, 'published', restates, started_at, now64(3), {version:UInt64}
FROM generations FINAL
WHERE brand = {brand:String} AND generation = {generation:UInt64} AND state != 'published';
