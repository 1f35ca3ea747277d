-- The plan of a campaign on a business date: every member of the audience, with
-- the channel that will carry the message or the reason why none will.
--
-- Reasons, in the order in which they are asked: already_in (the person has a
-- delivery of this campaign and date, perhaps under the id of a member merged
-- since), open_ticket, then per channel no_consent, no_address, invalid_address,
-- landline (no SMS reaches one), suppressed, cap (enough messages of all campaigns;
-- the reason of the channel that came furthest), then duplicate_address,
-- global_holdout (who gets no campaign, ever), daily_max, no_coupon (no code is left),
-- budget (the messages would cost more), and holdout, drawn last, by a hash salted with the
-- campaign. Draws go by the unkeyed number of the identifier that the member is named after,
-- so that a key moves nobody to another group; it is stored nowhere unhidden.
--
-- A member who has a row keeps it: planning again adds only who is new. Where a rule decides
-- between variants, so many get one by lot and go first; the others have none and wait. A
-- resend keeps the variant that the member had. When it may go is hours.sql, where each
-- member has an hour of its own, or zone_hours.sql, where the members' own clocks count; what is recommended to whom is added by recommend.sql.
--
-- The audience was gathered before, by audience_rows.sql or again_rows.sql: what is known of
-- members is read of these alone, so that a plan costs what its audience does and not the brand.
WITH
    audience AS (SELECT * FROM {gathered:Identifier} WHERE NOT repeated),
    -- The identifiers under which older rows may know the audience: an id that no node
    -- belongs to stands for itself.
    known AS
    (
        SELECT node
        FROM identity_nodes
        WHERE brand = {brand:String} AND member_id IN (SELECT member_id FROM {gathered:Identifier})
        UNION ALL
        SELECT member_id FROM {gathered:Identifier}
    ),
    before AS
    (
        SELECT member_id, state, toString(channel) AS way, address_hash
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
    ),
    allowed AS
    (
        SELECT member_id, groupUniqArray(toString(channel)) AS channels
        FROM consents
        WHERE brand = {brand:String} AND purpose = {purpose:String} AND granted AND member_id IN (SELECT member_id FROM {gathered:Identifier})
        GROUP BY member_id
    ),
    -- What members got of all campaigns lately, or are to get: for the caps. Who was held out
    -- counts as if they had got it, or they would get more of the other campaigns than those to
    -- whom they are compared.
    touched AS
    (
        SELECT
            if(n.member_id = 0, d.addressed, n.member_id)           AS touched_member,
            groupArray((d.by, d.day))                               AS touches
        FROM
        (
            SELECT member_id AS addressed, toString(channel) AS by, date AS day
            FROM deliveries FINAL
            WHERE brand = {brand:String} AND notEmpty({cap_days:Array(UInt64)}) AND date > {cap_since:Date} AND date <= {date:Date}
              AND member_id IN (SELECT node FROM known)
              AND NOT (campaign = {campaign:String} AND date = {date:Date})
              AND (state IN ('planned', 'reserved', 'sent', 'unknown') OR state = 'excluded' AND reason = 'holdout')
        ) AS d
        LEFT JOIN
        (
            SELECT node, member_id
            FROM identity_nodes
            WHERE brand = {brand:String} AND notEmpty({cap_days:Array(UInt64)}) AND node IN (SELECT node FROM known)
        ) AS n ON n.node = d.addressed
        GROUP BY touched_member
    ),
    people AS
    (
        SELECT
            a.member_id                                             AS member_id,
            a.stage                                                 AS stage,
            a.stage_before                                          AS stage_before,
            a.rfm_class                                             AS rfm_class,
            a.last_purchase                                         AS last_purchase,
            a.recency_days                                          AS recency_days,
            a.purchases                                             AS purchases,
            a.revenue                                               AS revenue,
            a.preferred                                             AS preferred,
            a.open_ticket                                           AS open_ticket,
            a.had_variant                                           AS had_variant,
            a.had_coupon                                            AS had_coupon,
            t.touches                                               AS touches,
            m.email                                                 AS email,
            m.phone                                                 AS phone,
            m.line_id                                               AS line_id,
            c.channels                                              AS allowed_channels,
            n.nodes                                                 AS nodes,
/*zone*/
                                                                    AS zone,
            if(n.number = 0, a.member_id, n.number)                 AS number,
            a.member_id IN
            (
                SELECT if(n.member_id = 0, d.addressed, n.member_id)
                FROM (SELECT member_id AS addressed FROM before WHERE state != 'excluded') AS d
                LEFT JOIN
                (
                    SELECT node, member_id
                    FROM identity_nodes
                    WHERE brand = {brand:String} AND node IN (SELECT member_id FROM before WHERE state != 'excluded')
                ) AS n ON n.node = d.addressed
            )                                                       AS already_in
        FROM audience AS a
        LEFT JOIN
        (
            SELECT member_id, email, phone, line_id, timezone
            FROM members
            WHERE brand = {brand:String} AND member_id IN (SELECT member_id FROM {gathered:Identifier})
        ) AS m ON m.member_id = a.member_id
        LEFT JOIN allowed AS c ON c.member_id = a.member_id
        LEFT JOIN touched AS t ON t.touched_member = a.member_id
        LEFT JOIN
        (
            SELECT member_id, groupArray(node) AS nodes, anyIf(sipHash64(concat(kind, ':', value)), node = member_id AND value != '') AS number
            FROM identity_nodes
            WHERE brand = {brand:String} AND member_id != 0 AND member_id IN (SELECT member_id FROM {gathered:Identifier})
            GROUP BY member_id
        ) AS n ON n.member_id = a.member_id
        WHERE a.member_id NOT IN (SELECT member_id FROM before)
    ),
    ways AS
    (
        SELECT
            member_id, stage, stage_before, rfm_class, last_purchase, recency_days, purchases, revenue, nodes, number, zone, had_variant, had_coupon, already_in,
            arrayJoin(arrayEnumerate({channels:Array(String)}))     AS listed,
            {channels:Array(String)}[listed]                        AS way,
            if({prefer:Bool} AND way = preferred, 0, listed)        AS position,
            multiIf(way = 'edm', email, way = 'sms', phone, way = 'line', line_id, '') AS address,
            if(address = '', '', lower(hex(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), concat(way, ':', address))))) AS hash,
            multiIf(
                already_in, 8,
                open_ticket AND NOT {open_tickets:Bool}, 7,
                NOT has(allowed_channels, way), 1,
                address = '', 2,
                NOT match(address, multiIf(
                    way = 'edm', '^[^@\\s<>,;"]+@[^@\\s<>,;"]+\\.[^@\\s<>,;".]+$',
                    way = 'sms', '^\\+[1-9][0-9]{6,14}$',
                    '^U[0-9a-f]{32}$')), 3,
                way = 'sms' AND NOT match(address, {mobiles:String}), 4,
                hash IN
                (
                    SELECT address_hash FROM suppressions FINAL WHERE brand = {brand:String} AND active
                ), 5,
                arrayExists
                (
                    (most, days, counted) ->
                        (counted = '' OR counted = way)
                        AND arrayCount(touch -> (counted = '' OR touch.1 = counted) AND touch.2 > {date:Date} - days, touches) >= most,
                    {cap_most:Array(UInt64)}, {cap_days:Array(UInt64)}, {cap_channels:Array(String)}
                ), 6,
                0)                                                  AS refusal
        FROM people
    ),
    chosen AS
    (
        SELECT
            member_id,
            any(stage)                                              AS stage,
            any(stage_before)                                       AS stage_before,
            any(rfm_class)                                          AS rfm_class,
            any(last_purchase)                                      AS last_purchase,
            any(recency_days)                                       AS recency_days,
            any(purchases)                                          AS purchases,
            any(revenue)                                            AS revenue,
            any(nodes)                                              AS nodes,
            any(number)                                             AS number,
            any(zone)                                               AS zone,
            any(had_variant)                                        AS had_variant,
            any(had_coupon)                                         AS had_coupon,
            countIf(refusal = 0) > 0                                AS reachable,
            argMinIf(way, position, refusal = 0)                    AS channel,
            argMinIf(hash, position, refusal = 0)                   AS address_hash,
            ['no_consent', 'no_address', 'invalid_address', 'landline', 'suppressed', 'cap', 'open_ticket', 'already_in'][max(refusal)] AS furthest
        FROM ways
        GROUP BY member_id
    ),
    ranked AS
    (
        SELECT
            *,
            multiIf(
                NOT reachable, furthest,
                row_number() OVER (PARTITION BY reachable, address_hash ORDER BY member_id) > 1, 'duplicate_address',
                address_hash IN (SELECT address_hash FROM before WHERE state != 'excluded'), 'duplicate_address',
                sipHash64(concat({brand:String}, ':holdout:', toString(number))) % 1000000 < {global_holdout:Float64} * 1000000, 'global_holdout',
                '')                                                 AS refused
        FROM chosen
    ),
    -- In which order they go, by a hash salted with the campaign, and what the messages up to
    -- each cost: who is held out costs nothing.
    numbered AS
    (
        SELECT
            *,
            sipHash64(concat({again_of:String}, ':', toString(number))) % 1000000 < {holdout:Float64} * 1000000 AS in_holdout,
            row_number() OVER in_order                              AS place,
            sum(if(in_holdout, 0, {costs:Array(UInt64)}[indexOf({cost_channels:Array(String)}, channel)])) OVER in_order AS spent
        FROM ranked
        WINDOW in_order AS
        (
            PARTITION BY refused = ''
            ORDER BY had_coupon != '', sipHash64(concat({campaign:String}, ':order:', toString(number)), {date:Date}), member_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        )
    ),
    drawn AS
    (
        SELECT
            *,
            multiIf(
                refused != '', refused,
                {daily_max:UInt64} > 0
                    AND place + (SELECT count() FROM before WHERE state != 'excluded') > {daily_max:UInt64}, 'daily_max',
                had_coupon = '' AND place > {coupons_left:UInt64}, 'no_coupon',
                {budget:UInt64} > 0
                    AND spent + (SELECT sum({costs:Array(UInt64)}[indexOf({cost_channels:Array(String)}, way)]) FROM before WHERE state != 'excluded') > {budget:UInt64}, 'budget',
                in_holdout, 'holdout',
                '')                                                 AS reason
        FROM numbered
    ),
    -- Who goes first where a rule decides between variants, by a hash salted with the campaign.
    placed AS
    (
        SELECT
            *,
            reason = ''
                AND row_number() OVER (PARTITION BY reason = '' ORDER BY sipHash64(concat({campaign:String}, ':trial:', toString(number))), member_id)
                    > {trial_first:UInt64}                          AS waits
        FROM drawn
    ),
/*hours*/
SELECT
    {brand:String}                                                  AS brand,
    {campaign:String}                                               AS campaign,
    {date:Date}                                                     AS date,
    member_id,
    if(reason = '', 'planned', 'excluded')                          AS state,
    reason,
    channel,
    address_hash,
    nodes,
    ''                                                              AS provider_id,
    ''                                                              AS code,
    ''                                                              AS detail,
    ifNull(toString(stage), '')                                     AS planned_stage,
    ifNull(toString(stage_before), '')                              AS planned_stage_before,
    ifNull(toString(rfm_class), '')                                 AS planned_rfm_class,
    last_purchase,
    ifNull(toInt32(recency_days), 0)                                AS planned_recency_days,
    ifNull(toUInt32(purchases), 0)                                  AS planned_purchases,
    ifNull(toFloat64(revenue), 0)                                   AS planned_revenue,
    {now:DateTime64(3, 'UTC')}                                      AS planned_at,
    {now:DateTime64(3, 'UTC')}                                      AS at,
    if(reason = '', {planned_version:UInt64}, {excluded_version:UInt64}) AS version,
    multiIf
    (
        reason != '' OR waits OR empty({variants:Array(String)}), '',
        has({variant_names:Array(String)}, had_variant), had_variant,
        {variants:Array(String)}
        [
            arrayFirstIndex
            (
                upto -> sipHash64(concat({again_of:String}, ':variant:', toString(number))) % 1000000 < upto * 1000000,
                {variants_upto:Array(Float64)}
            )
        ]
    )                                                               AS variant,
    if(reason IN ('', 'holdout'), goes_at, NULL)                    AS due_at,
    CAST([], 'Array(String)')                                       AS recommended,
    if(reason = '', {trial:String}, '')                             AS trial,
    if(reason = '', had_coupon, '')                                 AS coupon,
    if(reason IN ('', 'holdout'), zone, '')                         AS zone
FROM timed
