-- A generation that begins: nobody sees it before it is published.
INSERT INTO generations (brand, generation, kind, from_date, to_date, state, restates, started_at, version)
SELECT
    {brand:String},
    {generation:UInt64},
    {kind:String},
    {from:Date},
    {to:Date},
    'writing',
    {restates:UInt64},
    {started_at:DateTime64(3, 'UTC')},
    {version:UInt64};
