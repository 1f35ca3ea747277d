-- Writes down who may come in by an event.
INSERT INTO journey_matches
SELECT {brand:String}, concat('coming/', {journey:String}), {date:Date}, {run:UInt64}, person, now()
FROM
(
    SELECT DISTINCT person
    FROM
    (
/*candidates*/
    )
)
