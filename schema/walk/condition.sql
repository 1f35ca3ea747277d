-- Whether a member meets a condition (journey.Condition); what is not asked holds.
(
    (NOT {bought:Bool} OR bought_on > entry)
    AND ({opened:String} = '' OR arrayExists(a -> a.1 = {opened:String} AND a.3 >= entry, answers))
    AND ({clicked:String} = '' OR arrayExists(a -> a.1 = {clicked:String} AND a.2 = 'clicked' AND a.3 >= entry, answers))
    AND (empty({did:Array(String)}) OR arrayExists(e -> has({did:Array(String)}, e.1) AND e.2 > entry, happened))
    AND
    (
        {segment:String} = ''
        OR person IN
        (
            SELECT member_id
            FROM journey_matches
            WHERE brand = {brand:String} AND condition = concat('segment/', {segment:String}) AND date = {date:Date} AND run = {run:UInt64}
        )
    )
)
