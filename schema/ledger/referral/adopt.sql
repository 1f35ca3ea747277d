-- Makes the codes that the members of a run's planned deliveries claim, and nobody else does,
-- theirs: the claims are read back.
INSERT INTO referral_codes (brand, programme, member_id, code, at)
SELECT {brand:String} AS brand, {programme:String} AS programme, d.member_id AS member_id, c.claimed AS code, {now:DateTime64(3, 'UTC')} AS at
FROM
(
    SELECT member_id
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'planned' AND coupon = ''
) AS d
INNER JOIN
(
    SELECT only_holder, min(code) AS claimed
    FROM
    (
        SELECT code, any(holder) AS only_holder
        FROM coupon_claims
        WHERE brand = {brand:String}
        GROUP BY code
        HAVING uniqExact(holder) = 1
    )
    GROUP BY only_holder
) AS c ON c.only_holder = sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('referral/', {programme:String}, '/', toString(d.member_id)))
