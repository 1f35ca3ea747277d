-- How many are due.
SELECT count()
FROM
(
/*due_rows*/
)
