-- The status words of a brand's stored orders that nobody mapped, the most frequent first.
SELECT toString(shop) AS shop, toString(status) AS word, count() AS orders
FROM orders FINAL
WHERE brand = {brand:String} AND unmapped AND NOT test
GROUP BY shop, word
ORDER BY orders DESC, shop, word
LIMIT 100
