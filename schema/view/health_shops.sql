-- What each shop of a brand gave so far, and up to when it is known completely. What a
-- shop has not been asked for in the week before its newest pull is not of it any more.
SELECT toString(shop) AS shop, toString(entity) AS entity, received, rejected, until
FROM
(
    SELECT
        shop, entity,
        sumIf(received, state = 'done' AND kind != 'unchanged')                              AS received,
        sumIf(rejected, state = 'done' AND kind != 'unchanged')                              AS rejected,
        maxIf(window_to, state = 'done' AND kind IN ('window', 'file', 'unchanged')) AS until,
        max(started_at)                                                                      AS begun,
        max(max(started_at)) OVER (PARTITION BY shop)                                        AS newest
    FROM loads FINAL
    WHERE brand = {brand:String} AND kind != 'erase'
    GROUP BY shop, entity
)
WHERE begun > newest - INTERVAL 7 DAY
ORDER BY shop, entity
