-- Claims a code that is made up for each of a run's planned deliveries that has none. Whether
-- it is theirs says adopt.sql; where another one holds it, the next round makes up another.
INSERT INTO coupon_claims (brand, code, holder, at)
WITH '0123456789ABCDEFGHJKMNPQRSTVWXYZ' AS letters
SELECT
    {brand:String} AS brand,
    arrayStringConcat(arrayMap(place -> substring(letters, 1 + toUInt8(bitAnd(bitShiftRight(bits, 5 * place), 31)), 1), range(10))) AS code,
    sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('referral/', {programme:String}, '/', toString(member_id))) AS holder,
    {now:DateTime64(3, 'UTC')} AS at
FROM
(
    SELECT member_id, sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), concat('code/', {brand:String}, '/', {programme:String}, '/', toString(member_id), '/', toString({round:UInt64}))) AS bits
    FROM deliveries FINAL
    WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date} AND state = 'planned' AND coupon = ''
)
