    -- Each member has an hour of its own, by the channel that carries the message: of the
    -- purchases and clicks of the 365 days up to the business date the hour, by the clocks
    -- that count for the member, in which most of them were; of two the brand's more frequent
    -- one, then the earlier. Who has fewer than three gets the brand's best hour, and a brand
    -- that has none its usual one, each by the member's clocks. Hours at which the channel is
    -- quiet count for nobody, and the clicks of machines don't.
    moments AS
    (
        SELECT member_id AS who, toInt64(toUnixTimestamp(placed_at)) AS at
        FROM member_orders FINAL
        WHERE brand = {brand:String} AND seq > 0 AND date > {date:Date} - 365 AND date <= {date:Date}
        UNION ALL
        SELECT if(n.member_id = 0, e.addressed, n.member_id), toInt64(toUnixTimestamp(e.at))
        FROM
        (
            SELECT member_id AS addressed, at
            FROM message_events FINAL
            WHERE brand = {brand:String} AND type = 'clicked' AND machine = '' AND member_id != 0
              AND toDate(at, {zone:String}) > {date:Date} - 365 AND toDate(at, {zone:String}) <= {date:Date}
        ) AS e
        LEFT JOIN (SELECT node, member_id FROM identity_nodes WHERE brand = {brand:String}) AS n ON n.node = e.addressed
    ),
    lives AS
    (
        SELECT
            m.member_id AS lives_who,
/*own_zone*/
                        AS lives_in
        FROM members AS m
        WHERE m.brand = {brand:String}
    ),
    -- How the clocks of each zone stand, and from when on.
    shifts AS
    (
        SELECT shift.1 AS shift_zone, toInt64(shift.2) AS since, toInt64(shift.3) AS ahead
        FROM (SELECT arrayJoin(arrayZip({shift_zones:Array(String)}, {shift_since:Array(UInt64)}, {shift_aheads:Array(Float64)})) AS shift)
    ),
    shown AS
    (
        SELECT p.who AS who, toUInt8(intDiv(positiveModulo(p.at + s.ahead, 86400), 3600)) AS hour
        FROM
        (
            SELECT m.who AS who, m.at AS at, toString(l.lives_in) AS lives_in
            FROM moments AS m
            LEFT JOIN lives AS l ON l.lives_who = m.who
        ) AS p
        ASOF INNER JOIN shifts AS s ON s.shift_zone = p.lives_in AND p.at >= s.since
    ),
    own_moments AS
    (
        SELECT who, way, hour, toInt64(count()) AS times
        FROM shown
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
            toNullable(toDateTime({hour_times:Array(UInt64)}[(indexOf({hour_zones:Array(String)}, placed.zone) - 1) * 24 + own_hour + 1], 'UTC')) AS goes_at
        FROM placed
        LEFT JOIN own_hours AS o ON o.who = placed.member_id AND o.way = placed.channel
        LEFT JOIN brand_hours AS b ON b.way = placed.channel
    )
