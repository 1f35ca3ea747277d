-- By what else the person's customer records were known, also in older readings.
SELECT DISTINCT shop, email, phone, line_id
FROM customers
WHERE brand = {brand:String} AND concat(shop, '/', customer_id) IN (SELECT ref FROM erasing_refs)
