-- The styles of a feed's fields that its files have proved so far.
SELECT field, expression, style, proof
FROM feed_styles FINAL
WHERE brand = {brand:String}
  AND shop = {shop:String}
  AND feed = {feed:String}
