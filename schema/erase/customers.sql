-- The customer records that name the person, in whatever reading.
INSERT INTO erasing_customers
SELECT DISTINCT shop, customer_id
FROM customers
WHERE brand = {brand:String}
  AND
  (
      concat(shop, '/', customer_id) IN (SELECT ref FROM erasing_refs)
      OR email != '' AND keyed(sipHash64(concat('email:', email))) IN (SELECT node FROM erasing_nodes)
      OR phone != '' AND keyed(sipHash64(concat('phone:', phone))) IN (SELECT node FROM erasing_nodes)
  )
