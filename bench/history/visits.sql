-- What members did on the shop's pages within ninety days: one visit each.
INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, load_id, version)
SELECT
    {brand:String},
    'web',
    toString(member_id),
    ['page_view', 'add_to_cart', 'search'][1 + drawn % 3],
    toDateTime64({last:Date} - toUInt16(drawn % 90), 3, 'UTC') AS moment,
    toDate(moment),
    member_id,
    map('sku', 'a'),
    'visits',
    1
FROM (SELECT member_id, sipHash64(member_id, 'visit') AS drawn FROM members WHERE brand = {brand:String})
