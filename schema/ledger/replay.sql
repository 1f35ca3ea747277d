-- What becomes of each member of a campaign's audience on a replayed date. The plan is
-- plan_rows.sql itself, read instead of written.
SELECT member_id, toString(channel) AS channel, toString(state) AS state, toString(reason) AS reason, address_hash
FROM
(
/*plan_rows*/
)
