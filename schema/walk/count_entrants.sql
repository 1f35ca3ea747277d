-- How many an event lets in.
SELECT count()
FROM
(
/*entrants*/
)
