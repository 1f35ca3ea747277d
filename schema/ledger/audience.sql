-- How many members a campaign would address, before any is excluded.
SELECT count()
FROM
(
/*audience_rows*/
)
