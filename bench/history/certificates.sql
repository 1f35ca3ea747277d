-- The last nights were whole.
INSERT INTO certificates (brand, date, whole, reasons, shops, stores, campaigns, at, version)
SELECT
    {brand:String},
    {last:Date} - toUInt16(number),
    true,
    [],
    '[{"shop":"web","entity":"orders","platform":1000,"received":1000,"stored":1000,"ok":true}]',
    '[]',
    '[]',
    toDateTime64({last:Date} - toUInt16(number), 3, 'UTC') + INTERVAL 28 HOUR,
    1
FROM numbers({nights:UInt64})
