    -- Each by the clocks of their own zone.
    timed AS
    (
        SELECT
            *,
            {clock_times:Array(UInt64)}[indexOf({clock_zones:Array(String)}, zone)] AS goes_second,
            if(goes_second = 0, NULL, toDateTime(goes_second, 'UTC')) AS goes_at
        FROM placed
    )
