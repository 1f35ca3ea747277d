-- The runs of the deliveries: those of the last night wait for approval or have ended as the
-- others have.
INSERT INTO campaign_runs (brand, campaign, date, state, by, bits, at, version, planned)
SELECT brand, campaign, date, 'done', 'bench', 8, max(at), 1, count()
FROM deliveries
WHERE brand = {brand:String}
GROUP BY brand, campaign, date
