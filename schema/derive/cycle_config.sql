-- The cycle that the config sets holds from the date on which it was first used;
-- the first one ever holds for all of history.
INSERT INTO cycle_used
WITH
    last AS
    (
        SELECT argMax(cycle_days, valid_from) AS days, argMax(source, valid_from) AS source, count() AS rows
        FROM cycle_used FINAL
        WHERE brand = {brand:String} AND valid_from <= {to:Date}
    )
SELECT {brand:String}, if(rows = 0, toDate(0), {to:Date}), {cycle:Float64}, 'config', 0, now64(3)
FROM last
WHERE rows = 0 OR days != {cycle:Float64} OR source != 'config';
