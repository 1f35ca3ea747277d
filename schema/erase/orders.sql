-- The orders of a shop that name the person, in whatever reading.
INSERT INTO erasing_orders
SELECT DISTINCT shop, order_id
FROM orders
WHERE brand = {brand:String} AND shop = {shop:String}
  AND
  (
      customer_id != '' AND concat(shop, '/', customer_id) IN (SELECT ref FROM erasing_refs)
      OR email != '' AND keyed(sipHash64(concat('email:', email))) IN (SELECT node FROM erasing_nodes)
      OR phone != '' AND keyed(sipHash64(concat('phone:', phone))) IN (SELECT node FROM erasing_nodes)
      OR line_id != '' AND keyed(sipHash64(concat('line:', {line_provider:String}, '/', line_id))) IN (SELECT node FROM erasing_nodes)
  )
