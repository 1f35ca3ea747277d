-- Who was invited by another member's referral code, on the date of the purchase by which
-- they count.
CREATE TABLE {invited:Identifier}
(
    date     Date,
    is_first Bool
)
ENGINE = MergeTree
ORDER BY date
AS
SELECT date, is_first
FROM referrals(brand = {brand:String})
WHERE invites AND date <= {to:Date};
