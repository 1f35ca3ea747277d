-- Begins a replay where members stood before a date, after the night that came before it; or
-- nowhere, where nobody is to be in it yet. What is read of a replay is its own.
INSERT INTO journey_moves
SELECT * REPLACE ({walk:String} AS walk)
FROM
(
    SELECT *
    FROM journey_moves FINAL
    WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String} AND date < {date:Date}
);
INSERT INTO journey_nights
SELECT * REPLACE ({walk:String} AS walk)
FROM
(
    SELECT *
    FROM journey_nights FINAL
    WHERE brand = {brand:String} AND walk = '' AND journey = {journey:String} AND date < {date:Date}
);
