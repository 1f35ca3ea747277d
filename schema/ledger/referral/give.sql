-- Gives a run's planned deliveries the codes that their members have in the programme, also
-- under the id of a member merged since: of several the oldest.
INSERT INTO deliveries
SELECT d.* REPLACE (c.own AS coupon, d.version + 1 AS version)
FROM
(
    SELECT *
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'planned' AND coupon = ''
) AS d
LEFT JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = d.member_id
INNER JOIN
(
    SELECT if(m.person = 0, r.member_id, m.person) AS holder, argMin(r.code, (r.at, r.code)) AS own
    FROM (SELECT member_id, code, at FROM referral_codes WHERE brand = {brand:String} AND programme = {programme:String}) AS r
    LEFT JOIN (SELECT node, member_id AS person FROM identity_nodes WHERE brand = {brand:String}) AS m ON m.node = r.member_id
    GROUP BY holder
) AS c ON c.holder = if(n.person = 0, d.member_id, n.person)
