-- Where generations stand that will never be published.
INSERT INTO generations
SELECT brand, generation, kind, from_date, to_date, {state:String}, restates, started_at, published_at, version + 1
FROM generations FINAL
WHERE brand = {brand:String} AND generation IN {generations:Array(UInt64)} AND state != 'published';
