-- Whom a campaign would reach by the stored reach of members: how many are alike in all that
-- decides what becomes of them, in one pass. Those whose address somebody else has too, and
-- those of whom samples are taken, are also listed; all are where a bound takes the first of them
-- by lot. What becomes of who is alike is decided by the rules of plan_rows.sql in funnel.go.
SELECT
    alike,
    countIf(NOT apart)                                              AS members,
    groupArrayIf(member_id, apart)                                  AS ids,
    groupArrayIf(reach_shown, apart)                                AS shown,
    groupArrayIf(reach_edm_hash, apart)                             AS edm_hashes,
    groupArrayIf(reach_sms_hash, apart)                             AS sms_hashes,
    groupArrayIf(reach_line_hash, apart)                            AS line_hashes,
    groupArrayIf(place, apart)                                      AS places
FROM
(
    SELECT
        member_id,
        reach_shown,
        reach_edm_hash,
        reach_sms_hash,
        reach_line_hash,
        bitXor(reach_number, sipHash64Keyed(({k0:UInt64}, {k1:UInt64}), member_id)) AS number,
        -- Three bits for why the address of each channel takes nothing, three for the consents,
        -- three for the caps, two for the channel that they answer on, and one each.
        toUInt32
        (
            reach_addresses
            + 512 * if({known:Bool}, bitAnd(bitShiftRight(reach_allowed, {first_bit:UInt8}), 7), 0)
            + 4096 * (/*edm*/)
            + 8192 * (/*sms*/)
            + 16384 * (/*line*/)
            + 32768 * if({prefer:Bool}, indexOf(['edm', 'sms', 'line'], preferred), 0)
            + 131072 * (NOT {open_tickets:Bool} AND open_ticket)
            + 262144 * repeated
            + 524288 * ({global_holdout:Float64} > 0
                AND bitXor(reach_held, sipHash64Keyed(({k1:UInt64}, {k0:UInt64}), member_id) % 1048576) < {global_holdout:Float64} * 1000000)
            + 1048576 * ({holdout:Float64} > 0
                AND sipHash64(concat({again_of:String}, ':', toString(number))) % 1000000 < {holdout:Float64} * 1000000)
        )                                                           AS alike,
        if({each:Bool}, sipHash64(concat({campaign:String}, ':order:', toString(number)), {date:Date}), 0) AS place,
        {each:Bool} OR reach_shown > 0 OR reach_shared              AS apart
    FROM
    (
/*audience_rows*/
    )
)
GROUP BY alike
