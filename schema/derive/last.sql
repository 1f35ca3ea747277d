-- The last derivation: the settings it was made with.
SELECT argMax(settings, version) AS settings, max(version) AS version
FROM derivations FINAL
WHERE brand = {brand:String}
