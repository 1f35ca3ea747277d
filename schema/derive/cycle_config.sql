-- The cycle that the config sets holds from the date on which it was first used;
-- the first one ever holds for all of history. Dates that are published keep
-- theirs: an old date that is computed again uses the cycle that held on it.
INSERT INTO cycle_used
WITH
    (SELECT max(date) FROM published WHERE brand = {brand:String}) AS published_to,
    if({to:Date} < published_to, published_to + 1, {to:Date}) AS since,
    last AS
    (
        SELECT argMax(cycle_days, valid_from) AS days, argMax(source, valid_from) AS source, count() AS rows
        FROM cycle_used FINAL
        WHERE brand = {brand:String} AND valid_from <= since
    )
SELECT {brand:String}, if(rows = 0, toDate(0), since), {cycle:Float64}, 'config', 0, now64(3)
FROM last
WHERE rows = 0 OR days != {cycle:Float64} OR source != 'config';
