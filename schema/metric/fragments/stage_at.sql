-- The stage at a day of a member whose last purchases were on the days near, when
-- the cycle is c. The older purchases have the last word where history wins.
multiIf
(
    {history:Bool}
        AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) >= 2
        AND arrayCount(d -> at - d < c, near) = 0,                    'sleep',
    {history:Bool}
        AND arrayCount(d -> at - d >= 3 * c AND at - d < 6 * c, near) = 1
        AND arrayCount(d -> at - d < c, near) = 0,                    'lost',
    arrayCount(d -> at - d < 3 * c, near) >= 2,                       'active',
    arrayCount(d -> at - d < 3 * c, near) = 1,                        'new',
    arrayCount(d -> at - d < 6 * c, near) >= 2,                       'sleep',
    arrayCount(d -> at - d < 6 * c, near) = 1,                        'lost',
    'deep'
)
