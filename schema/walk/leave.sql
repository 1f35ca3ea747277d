-- Takes out of a version of a journey who leaves it on a business date, each with the first
-- reason that holds: they reached the goal, consent to none of the channels any longer, are
-- not in the segment that it is for, are in one that ends it, or are in it for too long.
INSERT INTO journey_moves
    (brand, walk, journey, member_id, entry, step, definition, seq, to_step, why, sends, date, day, at, version, entry_key, moment)
SELECT
    {brand:String}, {walk:String}, {journey:String}, walker, entry, place, walks, last + 1, '', reason, '', {date:Date}, {today:Date},
    {now:DateTime64(3, 'UTC')}, {version:UInt64}, entry_key, {moment:DateTime64(3, 'UTC')}
FROM
(
    SELECT
        *,
        multiIf
        (
/*if goal*/
            /*goal*/, 'goal',
/*end*/
            person NOT IN
            (
                SELECT member_id
                FROM consents
                WHERE brand = {brand:String} AND purpose = {purpose:String} AND granted AND has({channels:Array(String)}, toString(channel))
            ), 'unsubscribed',
/*if stay*/
            person NOT IN
            (
                SELECT member_id
                FROM journey_matches
                WHERE brand = {brand:String} AND condition = concat('segment/', {stay:String}) AND date = {date:Date} AND run = {run:UInt64}
            ), 'stay',
/*end*/
/*if leave*/
            person IN
            (
                SELECT member_id
                FROM journey_matches
                WHERE brand = {brand:String} AND condition = concat('segment/', {leave:String}) AND date = {date:Date} AND run = {run:UInt64}
            ), 'leave',
/*end*/
            entry + {longest:UInt32} <= {date:Date}, 'expired',
            ''
        )                                                           AS reason
    FROM
    (
/*standing*/
    )
    WHERE walks = {definition:String}/*whose*/
/*if night*/
      -- Who came in on the date itself stays for it, also where the night runs again; by an
      -- event, they are asked at every moment.
      AND (entry < {date:Date} OR entry_key != '')
/*end*/
)
WHERE reason != ''
