-- The keyed hashes of who was erased from a brand.
SELECT hash
FROM erased FINAL
WHERE brand = {brand:String}
