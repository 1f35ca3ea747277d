-- The last sweep of a shop's entities that read the whole list and came to its end.
SELECT
    entity,
    argMax(missing + changed + deleted, finished_at) AS healed,
    argMax(open, finished_at) AS open,
    max(finished_at) AS at
FROM sweeps FINAL
WHERE brand = {brand:String} AND shop = {shop:String} AND whole AND state = 'done'
GROUP BY entity
