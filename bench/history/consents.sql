-- Four of five members allow mail, and half of these said so twice.
INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, evidence, version)
SELECT
    {brand:String},
    'web',
    member_id,
    'edm',
    'marketing',
    toDateTime64({last:Date} - toUInt16(100 * time), 3, 'UTC'),
    true,
    'form',
    toString(member_id),
    1
FROM
(
    SELECT member_id, arrayJoin(range(1, 2 + member_id % 2)) AS time
    FROM members
    WHERE brand = {brand:String} AND sipHash64(member_id, 'consent') % 5 != 0
)
