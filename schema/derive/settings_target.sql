-- A target of the config.
INSERT INTO targets (brand, scope, metric, window, from_date, value, version, is_deleted)
SELECT
    {brand:String},
    {scope:String},
    {metric:String},
    {window:String},
    {from:Date},
    {value:Float64},
    {version:UInt64},
    0
