-- What a campaign's plan would be: members per channel, state and reason. The
-- plan is plan_rows.sql itself, written aside.
SELECT toString(channel) AS channel, toString(state) AS state, toString(reason) AS reason, count() AS members
FROM {planned:Identifier}
GROUP BY channel, state, reason
ORDER BY state DESC, channel, members DESC
