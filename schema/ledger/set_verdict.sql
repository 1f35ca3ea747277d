-- Records what was decided between a campaign's variants; the row of the highest version
-- holds.
INSERT INTO variant_verdicts (brand, campaign, trial, variant, by, note, names, members, buyers, at, version)
SELECT
    {brand:String}                  AS brand,
    {campaign:String}               AS campaign,
    {trial:String}                  AS trial,
    {variant:String}                AS variant,
    {by:String}                     AS by,
    {note:String}                   AS note,
    {names:Array(String)}           AS names,
    {members:Array(UInt64)}         AS members,
    {buyers:Array(UInt64)}          AS buyers,
    {at:DateTime64(3, 'UTC')}       AS at,
    {version:UInt64}                AS version
