-- The last derivation: the settings it was made with, the cycles that the stages
-- stand on, and whether it came to its end; whether no order is derived yet, and how
-- many are stored, those that newer rows replace included.
SELECT
    argMax(settings, version) AS settings,
    argMax(cycles, version) AS cycles,
    argMax(whole, version) AS whole,
    max(version) AS version,
    (SELECT count() FROM (SELECT 1 FROM member_orders WHERE brand = {brand:String} LIMIT 1)) = 0 AS first,
    (SELECT count() FROM orders WHERE brand = {brand:String}) AS stored
FROM derivations FINAL
WHERE brand = {brand:String}
