-- Records which missed dates a night follows, and what becomes of them.
INSERT INTO missed_nights
SELECT
    {brand:String}                  AS brand,
    {night:Date}                    AS night,
    {first:Date}                    AS first_date,
    {computed_from:Date}            AS computed_from,
    {sent:Array(String)}            AS sent,
    {skipped:Array(String)}         AS skipped,
    {at:DateTime64(3, 'UTC')}       AS at,
    {version:UInt64}                AS version;
