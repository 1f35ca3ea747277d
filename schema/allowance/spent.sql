-- What was claimed of a shop's day, who began to ask last, and what time it is here.
SELECT
    toUInt64(sumIf(requests, day = {day:Date}))  AS spent,
    max(began)                                   AS latest,
    argMax(claimant, (began, claimant))          AS by,
    toUInt64(toUnixTimestamp64Nano(now64(9)))    AS here
FROM shop_requests FINAL
WHERE brand = {brand:String} AND shop = {shop:String} AND day >= {day:Date} - 1
