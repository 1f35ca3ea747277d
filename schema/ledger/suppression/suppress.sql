-- Addresses that must not be used again, or of "unfollowed" may be used again. What
-- a person follows and leaves is ordered by when they did, whichever is reported first;
-- and it neither hides nor ends what another reason holds: that is left alone.
INSERT INTO suppressions (brand, channel, address_hash, reason, source, active, at, version)
SELECT {brand:String}, said.1, said.2, said.3, said.4, said.5 = '1', fromUnixTimestamp64Milli(toInt64(said.6)), said.7
FROM
(
    SELECT arrayJoin(arrayZip(
        {channels:Array(String)}, {hashes:Array(String)}, {reasons:Array(String)}, {sources:Array(String)}, {active:Array(String)},
        {times:Array(UInt64)}, {versions:Array(UInt64)})) AS said
)
WHERE (said.1, said.2) NOT IN
(
    SELECT toString(channel), address_hash
    FROM suppressions FINAL
    WHERE brand = {brand:String} AND active AND reason != 'unfollowed' AND address_hash IN {hashes:Array(String)}
)
