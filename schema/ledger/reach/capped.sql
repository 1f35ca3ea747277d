-- Whether a member got enough messages of all campaigns lately to get another on a channel, of
-- the touches that are stored.
arrayExists
(
    (most, days, counted) ->
        (counted = '' OR counted = /*way*/)
        AND arrayCount(touch -> (counted = '' OR ['', 'edm', 'sms', 'line'][touch % 4 + 1] = counted) AND intDiv(touch, 4) < days, reach_touches) >= most,
    {cap_most:Array(UInt64)}, {cap_days:Array(UInt64)}, {cap_channels:Array(String)}
)
