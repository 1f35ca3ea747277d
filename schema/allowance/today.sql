-- What was claimed of the brand's shops on the days that may be today somewhere.
SELECT toString(shop) AS shop, day, toUInt64(sum(requests)) AS requests
FROM shop_requests FINAL
WHERE brand = {brand:String} AND day BETWEEN {from:Date} AND {to:Date}
GROUP BY shop, day
