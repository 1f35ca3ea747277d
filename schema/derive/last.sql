-- The last derivation: the settings it was made with, and the cycles that the
-- stages stand on.
SELECT argMax(settings, version) AS settings, argMax(cycles, version) AS cycles, max(version) AS version
FROM derivations FINAL
WHERE brand = {brand:String}
