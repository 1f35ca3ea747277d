-- A text as ClickHouse's own parser writes it again: without comments, with every
-- string quoted in one way. It fails where the text isn't one statement.
SELECT formatQuerySingleLine({text:String})
