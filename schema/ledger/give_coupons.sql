-- Gives a run's planned deliveries the codes that they claim and nobody else does: the
-- claims are read back. An earlier attempt's claim holds as well, so that no code is lost
-- with it.
INSERT INTO deliveries
SELECT d.* REPLACE (c.claimed AS coupon, d.version + 1 AS version)
FROM
(
    SELECT *
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
) AS c ON c.only_holder = sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat({campaign:String}, '/', toString({date:Date}), '/', toString(d.member_id)))
