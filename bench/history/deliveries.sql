-- What campaigns of the last nights owed the members of a brand: one message each within so many
-- nights, of one of four campaigns. A tenth is kept out to compare, a hundredth fails. The last
-- night plans after what it knows of all members is stored, as every night does.
INSERT INTO deliveries
(
    brand, campaign, date, member_id, state, reason, channel, nodes, provider_id, stage, recency_days, purchases, revenue, planned_at, at, version
)
SELECT
    {brand:String},
    ['welcome', 'wake-up', 'win-back', 'news'][1 + drawn % 4]      AS campaign,
    {last:Date} - toUInt16(intDiv(drawn, 4) % {nights:UInt64})      AS night,
    member_id,
    multiIf(intDiv(drawn, 1000) % 10 = 0, 'excluded', intDiv(drawn, 1000) % 100 = 1, 'failed', 'sent') AS become,
    multiIf(become = 'excluded', 'holdout', become = 'failed', 'no_such_address', ''),
    'edm',
    [member_id],
    if(become = 'sent', toString(member_id), ''),
    'active',
    30,
    1,
    100,
    if(night = {last:Date}, now64(3) + INTERVAL 1 HOUR, toDateTime64(night, 3, 'UTC') + INTERVAL 28 HOUR),
    toDateTime64(night, 3, 'UTC') + INTERVAL 34 HOUR,
    1
FROM (SELECT member_id, sipHash64(member_id, 'delivery') AS drawn FROM members WHERE brand = {brand:String})
