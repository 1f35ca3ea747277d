-- How many members a campaign would address, before any is excluded, and how many more
-- it leaves alone since it reached them before.
SELECT countIf(NOT repeated), countIf(repeated)
FROM
(
/*audience_rows*/
)
