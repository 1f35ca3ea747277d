-- How the pulls of a brand's shops stand, by entity: up to when all is there, the newest
-- load, and the last sweep of the whole shop.
SELECT l.shop AS shop, l.entity AS entity, whole_to, state, detail, received, stored, rejected, platform, started_at, s.at AS swept_at, s.open AS open
FROM
(
    SELECT
        shop,
        entity,
        maxOrNullIf(if(kind = 'window', window_to, finished_at), kind IN ('window', 'file', 'unchanged') AND state = 'done') AS whole_to,
        argMax(state, version)                                     AS state,
        argMax(detail, version)                                    AS detail,
        argMax(received, version)                                  AS received,
        argMax(stored, version)                                    AS stored,
        argMax(rejected, version)                                  AS rejected,
        argMax(tuple(coalesce(platform_after, platform_before)), version).1 AS platform,
        argMax(l.started_at, version)                              AS started_at
    FROM loads AS l FINAL
    WHERE brand = {brand:String} AND kind IN ('window', 'file', 'unchanged')
    GROUP BY shop, entity
) AS l
LEFT JOIN
(
    SELECT shop, entity, toNullable(max(finished_at)) AS at, argMax(open, finished_at) AS open
    FROM sweeps FINAL
    WHERE brand = {brand:String} AND whole AND state = 'done'
    GROUP BY shop, entity
) AS s ON s.shop = l.shop AND s.entity = l.entity
ORDER BY shop, entity;
