-- One member as of a date, with all that is known of them then.
/* fragments/segment_member.sql */
WHERE a.member_id = {member:UInt64}
