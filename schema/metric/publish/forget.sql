-- Rows of generations that nobody will see are masked at once and go with the
-- next merge.
DELETE FROM {table:Identifier}
WHERE brand = {brand:String} AND generation IN {generations:Array(UInt64)};
