-- What the config says of a brand.
INSERT INTO brand_settings
(
    brand, rfm_window_days, rfm_monetary, recency_cut, orders_cut, money_cut, stage_overlap, fallback_days, at_risk, timezone,
    tier_names, tier_spends, recency_bins, orders_bins, money_bins, version
)
SELECT
    {brand:String},
    {window_days:Int32},
    {monetary:String},
    {recency_cut:String},
    {orders_cut:String},
    {money_cut:String},
    {overlap:String},
    {fallback_days:Float64},
    {at_risk:Float64},
    {timezone:String},
    {tier_names:Array(String)},
    arrayMap(s -> toDecimal64(s, 4), {tier_spends:Array(String)}),
    {recency_bins:Array(Float64)},
    {orders_bins:Array(Float64)},
    {money_bins:Array(Float64)},
    {version:UInt64}
