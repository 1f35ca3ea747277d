-- The coupon codes that an order was bought with, as the shop writes them.
ALTER TABLE orders ADD COLUMN IF NOT EXISTS coupons Array(String);
