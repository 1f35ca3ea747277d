-- A number for a new generation: above every other one and above the derivation
-- that it follows, also by a worker whose clock is behind.
SELECT greatest
(
    {now:UInt64},
    (SELECT max(generation) + 1 FROM generations WHERE brand = {brand:String}),
    (SELECT max(version) + 1 FROM derivations WHERE brand = {brand:String})
) AS generation
