-- Remember what was derived, so that the next time only what is new is.
INSERT INTO derived_loads
SELECT {brand:String}, load_id
FROM {done:Identifier}
WHERE load_id NOT IN (SELECT load_id FROM derived_loads WHERE brand = {brand:String});

INSERT INTO derivations
SELECT
    {brand:String},
    now64(3),
    {settings:String},
    {members:UInt64},
    {orders:UInt64},
    if({changed_from:Date} = toDate('2149-06-06'), NULL, toNullable({changed_from:Date})),
    {version:UInt64};
