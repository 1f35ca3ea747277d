-- Makes customers of a feed's rows; of several rows with one id the newest holds.
INSERT INTO {next:Identifier}
SELECT
    {brand:String}                                                   AS brand,
    {shop:String}                                                    AS shop,
    r.customer_id                                                    AS customer_id,
    r.email                                                          AS email,
    r.phone                                                          AS phone,
    r.line_id                                                        AS line_id,
    r.name                                                           AS name,
    multiIf(
        lower(r.gender) IN ('f', 'female', 'woman', '女', '女性'), 'female',
        lower(r.gender) IN ('m', 'male', 'man', '男', '男性'), 'male',
        r.gender = '', '',
        'other')                                                     AS gender,
    r.birth_date                                                     AS birth_date,
    r.city                                                           AS city,
    r.registered_at                                                  AS registered_at,
    toDate(r.registered_at, {zone:String})                           AS registered_on,
    coalesce(r.updated_at, r.registered_at, toDateTime64(0, 3, 'UTC')) AS updated_at,
    r.tier                                                           AS tier,
    ifNull(r.points, 0)                                              AS points,
    r.points_expire_on                                               AS points_expire_on,
    r.tags                                                           AS tags,
    r.language                                                       AS language,
    transform(lower(trim(r.timezone)), {zones_written:Array(String)}, {zones_meant:Array(String)}, '') AS timezone,
    ''                                                               AS raw,
    {load_id:String}                                                 AS load_id,
    {version:UInt64}                                                 AS version,
    toUInt8(ifNull(r.deleted, false))                                AS is_deleted
FROM
(
    SELECT *
    FROM {rows:Identifier}
    ORDER BY customer_id, ifNull(updated_at, toDateTime64(0, 3, 'UTC')) DESC, file_no DESC, row DESC
    LIMIT 1 BY customer_id
) AS r
