-- How many members the audience that was gathered addresses, and how many more it leaves alone.
SELECT countIf(NOT repeated), countIf(repeated)
FROM {gathered:Identifier}
