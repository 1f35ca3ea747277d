-- Whether the brand has both online and offline shops.
SELECT toBool(uniqExact(kind) = 2)
FROM shop_settings FINAL
WHERE brand = {brand:String};
