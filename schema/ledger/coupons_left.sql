-- How many of a file's codes are still free.
SELECT count()
FROM codes
WHERE code NOT IN (SELECT code FROM coupon_claims WHERE brand = {brand:String})
