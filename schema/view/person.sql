-- One member as of a date, with all that is known of them then: what fragments/segment_member.sql
-- says of all, of whom nobody else is read. Their consents are person_consents.sql.
/* fragments/segment_columns.sql */,
    false                                           AS consented,
    CAST(NULL, 'Nullable(Float64)')                 AS place
FROM member_asof(brand = {brand:String}, date = {date:Date}) AS a
LEFT JOIN
(
    SELECT member_id, name, email, phone, line_id, city
    FROM members
    WHERE brand = {brand:String} AND member_id = {member:UInt64}
) AS m ON m.member_id = a.member_id
WHERE a.member_id = {member:UInt64}
