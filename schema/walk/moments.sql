-- When something happened by which a journey goes on between the nights, each moment as the tick
-- that comes next, in seconds since 1970: what lets in, and, where somebody waits for it, what
-- ends a wait or reaches the goal.
SELECT DISTINCT toInt64(intDiv(toUnixTimestamp64Milli(at) + {every:Int64} * 1000 - 1, {every:Int64} * 1000)) * {every:Int64} AS moment
FROM
(
    SELECT at
    FROM events
    WHERE brand = {brand:String} AND has({types:Array(String)}, toString(type)) AND at > {since:DateTime64(3, 'UTC')} AND at <= {until:DateTime64(3, 'UTC')}
    UNION ALL
    SELECT placed_at AS at
    FROM orders
    WHERE {orders:Bool} AND brand = {brand:String} AND placed_at > {since:DateTime64(3, 'UTC')} AND placed_at <= {until:DateTime64(3, 'UTC')}
)
ORDER BY moment
