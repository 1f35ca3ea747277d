-- One row per derivation, and one more, noted before it changes anything: with
-- the settings and the cycles that hold until it ends.
INSERT INTO derivations
SELECT
    {brand:String},
    now64(3),
    {settings:String},
    {cycles:UInt64},
    {members:UInt64},
    {orders:UInt64},
    if({changed_from:Date} = toDate('2149-06-06'), NULL, toNullable({changed_from:Date})),
    {whole:Bool},
    {version:UInt64};
