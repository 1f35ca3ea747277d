-- The orders stay, of nobody. Another load makes the next derivation look at them.
ALTER TABLE orders
UPDATE customer_id = '', email = '', phone = '', line_id = '', name = '', raw = '', load_id = {load_id:String}
WHERE brand = {brand:String} AND (toString(shop), order_id) IN (SELECT shop, order_id FROM erasing_orders)
