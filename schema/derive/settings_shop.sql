-- What the config says of a shop.
INSERT INTO shop_settings (brand, shop, kind, counts_when, count_zero_totals, line_provider, version)
SELECT
    {brand:String},
    {shop:String},
    {kind:String},
    {counts_when:String},
    {count_zero_totals:Bool},
    {line_provider:String},
    {version:UInt64}
