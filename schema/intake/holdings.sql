-- How many records each partition held when its shop was compared last.
SELECT shop, entity, part, records
FROM holdings FINAL
WHERE brand = {brand:String}
