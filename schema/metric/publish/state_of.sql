-- Where a generation stands.
SELECT toString(state)
FROM generations FINAL
WHERE brand = {brand:String} AND generation = {generation:UInt64}
