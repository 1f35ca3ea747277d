-- How many members an audience has, without those whom the campaign reached before.
SELECT countIf(NOT repeated) AS members
FROM
(
/*audience_rows*/
)
