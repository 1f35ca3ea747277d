    -- Each member has an hour of its own, by the channel that carries the message: of the
    -- purchases and clicks of the 365 days up to the business date the hour, by the clocks of
    -- the brand's zone, in which most of them were; of two the brand's more frequent one, then
    -- the earlier. Who has fewer than three gets the brand's best hour, and a brand that has
    -- none its usual one. Hours at which the channel is quiet count for nobody, and the clicks
    -- of machines don't.
    moments AS
    (
        SELECT member_id AS who, toUInt8(toHour(placed_at, {zone:String})) AS hour
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND date > {date:Date} - 365 AND date <= {date:Date}
        UNION ALL
        SELECT if(n.member_id = 0, e.addressed, n.member_id), toUInt8(toHour(e.at, {zone:String}))
        FROM
        (
            SELECT member_id AS addressed, at
            FROM message_events FINAL
            WHERE brand = {brand:String} AND type = 'clicked' AND machine = '' AND member_id != 0
              AND toDate(at, {zone:String}) > {date:Date} - 365 AND toDate(at, {zone:String}) <= {date:Date}
        ) AS e
        LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = e.addressed
    ),
    own_moments AS
    (
        SELECT who, way, hour, toInt64(count()) AS times
        FROM moments
        ARRAY JOIN {channels:Array(String)} AS way
        WHERE NOT has({quiet_hours:Array(String)}, concat(way, ':', toString(hour)))
        GROUP BY who, way, hour
    ),
    brand_moments AS (SELECT way, hour, sum(times) AS times FROM own_moments GROUP BY way, hour),
    own_hours AS
    (
        SELECT o.who AS who, o.way AS way, sum(o.times) AS times, argMin(o.hour, (-o.times, -b.times, o.hour)) AS hour
        FROM own_moments AS o
        INNER JOIN brand_moments AS b ON b.way = o.way AND b.hour = o.hour
        GROUP BY who, way
    ),
    brand_hours AS (SELECT way, sum(times) AS times, argMin(hour, (-times, hour)) AS hour FROM brand_moments GROUP BY way),
    timed AS
    (
        SELECT
            placed.*,
            multiIf
            (
                o.times >= 3, o.hour,
                b.times > 0, b.hour,
                toUInt8({usual_hours:Array(UInt64)}[indexOf({channels:Array(String)}, placed.channel)])
            )                                                       AS own_hour,
            toNullable(toTimeZone(toDateTime(concat(toString({date:Date} + 1), ' ', leftPad(toString(own_hour), 2, '0'), ':00:00'), {zone:String}), 'UTC')) AS goes_at
        FROM placed
        LEFT JOIN own_hours AS o ON o.who = placed.member_id AND o.way = placed.channel
        LEFT JOIN brand_hours AS b ON b.way = placed.channel
    )
