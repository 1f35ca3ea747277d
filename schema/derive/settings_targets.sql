-- Targets that the config no longer has: those that its last writing left out.
INSERT INTO targets (brand, scope, metric, window, from_date, version, is_deleted)
SELECT brand, scope, metric, window, from_date, {version:UInt64}, 1
FROM targets FINAL
WHERE brand = {brand:String} AND version < {version:UInt64}
