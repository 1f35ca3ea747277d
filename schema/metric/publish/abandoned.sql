-- Generations that a killed run left: opened more than a day ago and never
-- published, or being forgotten when another run was killed.
SELECT generation
FROM generations FINAL
WHERE brand = {brand:String}
    AND (state = 'forgotten' OR (state = 'writing' AND started_at < now() - INTERVAL 1 DAY))
