-- Customer ids stand in the books of the loads as they are.
ALTER TABLE received
DELETE WHERE brand = {brand:String} AND entity = 'customers' AND (toString(shop), record) IN (SELECT shop, customer_id FROM erasing_customers);

ALTER TABLE rejected
DELETE WHERE brand = {brand:String} AND entity = 'customers' AND (toString(shop), record) IN (SELECT shop, customer_id FROM erasing_customers);

ALTER TABLE events
DELETE WHERE brand = {brand:String} AND visitor IN (SELECT visitor FROM erasing_visitors);

ALTER TABLE shop_hints
DELETE WHERE brand = {brand:String} AND entity = 'customers' AND (toString(shop), id) IN (SELECT shop, customer_id FROM erasing_customers);
