-- How far each shop is loaded, and when it was compared as a whole: the last load that came to
-- its end, the last try, and the last sweep.
SELECT
    toString(shop)                                              AS shop,
    toString(entity)                                            AS entity,
    maxIf(window_to, state = 'done' AND kind IN ('window', 'file', 'unchanged')) AS loaded_to,
    max(started_at)                                             AS tried_at,
    argMax(toString(state), started_at)                         AS state,
    argMax(detail, started_at)                                  AS detail,
    maxIf(finished_at, state = 'done' AND kind = 'sweep')       AS swept_at
FROM loads FINAL
WHERE brand = {brand:String} AND kind != 'erase' AND shop != ''
GROUP BY shop, entity
ORDER BY shop, entity
