-- Looks at the query for a campaign's audience without reading a member.
EXPLAIN
/*audience*/
