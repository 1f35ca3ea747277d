-- The stored members of a date with their reach, next to the rows that readers see. Each line
-- of it is one of plan_rows.sql: the two say the same of a member.
INSERT INTO {work:Identifier}
WITH
    (SELECT countIf(name = '') FROM members WHERE brand = {brand:String}) AS nameless,
    (
        SELECT arraySort(groupUniqArray(toString(purpose)))
        FROM consent_facts
        WHERE brand = {brand:String} AND granted
    )                                                               AS purposes,
    addressed AS
    (
        SELECT
            member_id,
            email,
            phone,
            line_id,
            if(email = '', 0, reinterpretAsUInt64(substring(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), concat('edm:', email)), 1, 8)))      AS edm_hash,
            if(phone = '', 0, reinterpretAsUInt64(substring(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), concat('sms:', phone)), 1, 8)))      AS sms_hash,
            if(line_id = '', 0, reinterpretAsUInt64(substring(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), concat('line:', line_id)), 1, 8))) AS line_hash,
            if(edm_hash IN several, edm_hash, 0)                    AS edm_shared,
            if(sms_hash IN several, sms_hash, 0)                    AS sms_shared,
            if(line_hash IN several, line_hash, 0)                  AS line_shared,
            sipHash64(member_id) / 18446744073709551616             AS lot,
            multiIf
            (
                (lengthUTF8(name), member_id) IN
                (
                    SELECT (lengthUTF8(name), member_id)
                    FROM members
                    WHERE brand = {brand:String}
                    ORDER BY lengthUTF8(name) DESC, sipHash64(member_id)
                    LIMIT {shown:UInt64}
                ), 1,
                name = '' AND lot * nameless < {shown:UInt64}, 2,
                lot * languages.speakers < {shown:UInt64}, 3,
                lot * 50 < 1, 4,
                0
            )                                                       AS shown
        FROM (SELECT member_id, name, email, phone, line_id, toString(language) AS language FROM members WHERE brand = {brand:String}) AS m
        LEFT JOIN
        (
            SELECT toString(language) AS language, count() AS speakers
            FROM members
            WHERE brand = {brand:String}
            GROUP BY language
        ) AS languages ON languages.language = m.language
    ),
    -- Addresses that several members have.
    several AS
    (
        SELECT reinterpretAsUInt64(substring(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), address), 1, 8)) AS hash
        FROM
        (
            SELECT arrayJoin([concat('edm:', email), concat('sms:', phone), concat('line:', line_id)]) AS address
            FROM members
            WHERE brand = {brand:String}
        )
        WHERE NOT endsWith(address, ':')
        GROUP BY hash
        HAVING count() > 1
    ),
    suppressed AS
    (
        SELECT reinterpretAsUInt64(unhex(substring(address_hash, 1, 16)))
        FROM suppressions FINAL
        WHERE brand = {brand:String} AND active AND address_hash != ''
    )
SELECT
    s.*,
    {now:DateTime64(3, 'UTC')}                                      AS reach_at,
    purposes                                                        AS reach_purposes,
    toUInt16({days:UInt64})                                         AS reach_days,
    -- Without the key nobody finds the identifier of which these are made.
    bitXor(if(n.number = 0, s.member_id, n.number), sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), s.member_id)) AS reach_number,
    toUInt32(bitXor(sipHash64(concat({brand:String}, ':holdout:', toString(if(n.number = 0, s.member_id, n.number)))) % 1000000, sipHash64Keyed(({k1:UInt64}, {k0:UInt64}), s.member_id) % 1048576)) AS reach_held,
    c.allowed                                                       AS reach_allowed,
    multiIf
    (
        a.email = '', 2,
        NOT match(a.email, '^[^@\\s<>,;"]+@[^@\\s<>,;"]+\\.[^@\\s<>,;".]+$'), 3,
        a.edm_hash IN (SELECT * FROM suppressed), 5,
        0
    )
    + 8 * multiIf
    (
        a.phone = '', 2,
        NOT match(a.phone, '^\\+[1-9][0-9]{6,14}$'), 3,
        NOT match(a.phone, {mobiles:String}), 4,
        a.sms_hash IN (SELECT * FROM suppressed), 5,
        0
    )
    + 64 * multiIf
    (
        a.line_id = '', 2,
        NOT match(a.line_id, '^U[0-9a-f]{32}$'), 3,
        a.line_hash IN (SELECT * FROM suppressed), 5,
        0
    )                                                               AS reach_addresses,
    a.edm_shared                                                    AS reach_edm_hash,
    a.sms_shared                                                    AS reach_sms_hash,
    a.line_shared                                                   AS reach_line_hash,
    t.touches                                                       AS reach_touches,
    a.edm_shared + a.sms_shared + a.line_shared > 0                 AS reach_shared,
    a.shown                                                         AS reach_shown
FROM (SELECT * FROM member_snapshots WHERE brand = {brand:String} AND date = {date:Date}) AS s
LEFT JOIN addressed AS a ON a.member_id = s.member_id
LEFT JOIN
(
    SELECT node, sipHash64(concat(kind, ':', value)) AS number
    FROM identity_nodes
    WHERE brand = {brand:String} AND node = member_id AND value != ''
) AS n ON n.node = s.member_id
LEFT JOIN
(
    SELECT
        member_id,
        sum(bitShiftLeft(toUInt64(1), 3 * (indexOf(purposes, toString(purpose)) - 1) + indexOf(['edm', 'sms', 'line'], toString(channel)) - 1)) AS allowed
    FROM (SELECT DISTINCT member_id, purpose, channel FROM consents WHERE brand = {brand:String} AND granted)
    WHERE channel IN ('edm', 'sms', 'line') AND indexOf(purposes, toString(purpose)) <= {most_purposes:UInt64}
    GROUP BY member_id
) AS c ON c.member_id = s.member_id
LEFT JOIN
(
    SELECT
        if(n.member_id = 0, d.addressed, n.member_id)               AS touched_member,
        groupArray(toUInt16(toUInt16({date:Date} - d.day) * 4 + indexOf(['edm', 'sms', 'line'], d.by))) AS touches
    FROM
    (
        SELECT member_id AS addressed, toString(channel) AS by, date AS day
        FROM deliveries FINAL
        WHERE brand = {brand:String} AND {days:UInt64} > 0 AND date > {date:Date} - {days:UInt64} AND date <= {date:Date}
          AND (state IN ('planned', 'reserved', 'sent', 'unknown') OR state = 'excluded' AND reason = 'holdout')
    ) AS d
    LEFT JOIN
    (
        SELECT node, member_id
        FROM identity_nodes
        WHERE brand = {brand:String} AND node IN (SELECT member_id FROM deliveries WHERE brand = {brand:String} AND date > {date:Date} - {days:UInt64} AND date <= {date:Date})
    ) AS n ON n.node = d.addressed
    GROUP BY touched_member
) AS t ON t.touched_member = s.member_id
