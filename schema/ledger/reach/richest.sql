-- The members of an audience who spent most, the richest first, of equals the smaller id.
SELECT member_id
FROM
(
/*audience_rows*/
)
ORDER BY revenue DESC, member_id
LIMIT {limit:UInt32}
