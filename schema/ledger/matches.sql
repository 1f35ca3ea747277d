-- Writes down who meets an audience, for a journey's conditions.
INSERT INTO journey_matches
SELECT {brand:String}, {campaign:String}, {date:Date}, {asked:UInt64}, member_id, {now:DateTime64(3, 'UTC')}
FROM
(
/*audience_rows*/
)
