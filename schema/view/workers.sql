-- Which config each worker serves.
SELECT identity, config, fingerprint, refused, at, brands
FROM workers FINAL
ORDER BY identity;
