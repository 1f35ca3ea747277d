-- How many may come in by an event with a key that let nobody in yet: nothing more is asked,
-- where there is none.
SELECT count()
FROM
(
/*candidates*/
)
WHERE entry_key NOT IN
(
    SELECT entry_key
    FROM journey_moves
    WHERE brand = {brand:String} AND walk = {walk:String} AND journey = {journey:String} AND seq = 0
      AND moment > {since:DateTime64(3, 'UTC')} -- a key that let in before, too, is one that may come in again: entrants.sql knows
)
