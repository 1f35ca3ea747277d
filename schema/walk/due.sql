-- Writes down who is due.
INSERT INTO journey_matches
SELECT {brand:String}, concat('due/', {journey:String}), {date:Date}, {run:UInt64}, member_id, now()
FROM
(
/*due_rows*/
)
