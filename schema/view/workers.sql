-- Which config each worker serves.
SELECT identity, config, fingerprint, refused, at
FROM workers FINAL
ORDER BY identity;
