-- What the config says of a shop.
INSERT INTO shop_settings (brand, shop, kind, counts_when, count_zero_totals, line_provider, count_gift_cards, version)
SELECT
    {brand:String},
    {shop:String},
    {kind:String},
    {counts_when:String},
    {count_zero_totals:Bool},
    {line_provider:String},
    {count_gift_cards:Bool},
    {version:UInt64}
