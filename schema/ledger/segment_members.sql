-- The members whom an audience addresses, with who they are: whom campaigns would write to is
-- audience_rows.sql itself.
/* fragments/segment_columns.sql */,
/* fragments/segment_member.sql */
WHERE a.member_id IN
(
    SELECT member_id
    FROM
    (
/*audience_rows*/
    )
)
ORDER BY place DESC, a.member_id
LIMIT {limit:UInt32}
