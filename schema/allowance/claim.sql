-- Claims requests to a shop, before they are sent.
INSERT INTO shop_requests (brand, shop, day, claimant, number, requests, began, at)
SELECT
    {brand:String}                AS brand,
    {shop:String}                 AS shop,
    {day:Date}                    AS day,
    {claimant:String}             AS claimant,
    {number:UInt32}               AS number,
    {requests:UInt32}             AS requests,
    {began:UInt64}                AS began,
    now64(3, 'UTC')               AS at
