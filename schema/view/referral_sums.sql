-- What came of each referral programme: the members with a code, who was invited, and all
-- purchases with a code of another member, also the later ones of who was invited.
SELECT
    programme,
    g.codes AS codes, g.holders AS members,
    uniqExactIf(r.inviter, r.inviter != 0)                  AS inviters,
    countIf(r.invites)                                      AS invited,
    countIf(r.invites AND r.is_first)                       AS new_buyers,
    countIf(r.inviter != 0)                                 AS purchases,
    toFloat64(sum(r.revenue))                               AS revenue,
    toFloat64(sum(r.discount))                              AS discount
FROM
(
    SELECT toString(programme) AS programme, uniqExact(code) AS codes, uniqExact(if(n.member_id = 0, c.member_id, n.member_id)) AS holders
    FROM (SELECT programme, code, member_id FROM referral_codes WHERE brand = {brand:String}) AS c
    LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = c.member_id
    GROUP BY programme
) AS g
LEFT JOIN (SELECT * FROM referrals(brand = {brand:String})) AS r ON r.programme = g.programme
GROUP BY programme, codes, members
ORDER BY programme
