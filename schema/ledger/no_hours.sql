    -- They go together.
    timed AS (SELECT *, CAST(NULL, 'Nullable(DateTime(\'UTC\'))') AS goes_at FROM placed)
