-- The last derivation: the settings it was made with, the cycles that the stages
-- stand on, and whether it came to its end.
SELECT argMax(settings, version) AS settings, argMax(cycles, version) AS cycles, argMax(whole, version) AS whole, max(version) AS version
FROM derivations FINAL
WHERE brand = {brand:String}
