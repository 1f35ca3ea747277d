-- Claims a free code of a file for each of a run's planned deliveries that has none, in the
-- order of the file. Whether it is theirs says adopt.sql.
INSERT INTO coupon_claims (brand, code, holder, at)
SELECT {brand:String} AS brand, c.code AS code, m.holder AS holder, {now:DateTime64(3, 'UTC')} AS at
FROM
(
    SELECT
        row_number() OVER (ORDER BY member_id) AS place,
        sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('referral/', {programme:String}, '/', toString(member_id))) AS holder
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'planned' AND coupon = ''
) AS m
INNER JOIN
(
    SELECT row_number() OVER (ORDER BY place) AS free_place, code
    FROM codes
    WHERE code NOT IN (SELECT code FROM coupon_claims WHERE brand = {brand:String})
) AS c ON c.free_place = m.place
