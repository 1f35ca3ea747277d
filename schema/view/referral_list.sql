-- Who invited whom, the newest first: each purchase with a referral code of another member.
SELECT date, programme, inviter, invitee, shop, order_id, toFloat64(revenue) AS revenue, toFloat64(discount) AS discount, toBool(invites) AS counts, toBool(is_first) AS first_one
FROM referrals(brand = {brand:String})
WHERE {programme:String} IN ('', programme)
ORDER BY placed_at DESC, shop, order_id
LIMIT {limit:UInt64}
