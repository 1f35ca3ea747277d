-- Whether a member meets a condition (journey.Condition). Who came in by an event is asked for
-- what came after that moment, not from the next day on.
(
    true
/*if bought*/
    AND if(entry_key = '', bought_on > entry, bought_at > came_at)
/*end*/
/*if opened*/
    AND arrayExists(a -> a.1 = {opened:String} AND a.3 >= entry AND (entry_key = '' OR a.4 > came_at), answers)
/*end*/
/*if clicked*/
    AND arrayExists(a -> a.1 = {clicked:String} AND a.2 = 'clicked' AND a.3 >= entry AND (entry_key = '' OR a.4 > came_at), answers)
/*end*/
/*if did*/
    AND arrayExists(e -> has({did:Array(String)}, e.1) AND if(entry_key = '', e.2 > entry, e.3 > came_at), happened)
/*end*/
/*if same*/
    -- By the key it is known in whatever order the events came, and by anyone.
    AND entry_key != '' AND entry_key IN
    (
        SELECT properties[{same:String}]
        FROM events
        WHERE brand = {brand:String} AND has({did:Array(String)}, toString(type))
          AND date > {date:Date} - {horizon:UInt32} AND at <= {moment:DateTime64(3, 'UTC')}
    )
/*end*/
/*if in*/
    AND person IN
    (
        SELECT member_id
        FROM journey_matches
        WHERE brand = {brand:String} AND condition = concat('segment/', {segment:String}) AND date = {date:Date} AND run = {run:UInt64}
    )
/*end*/
)
