-- Records a restore.
INSERT INTO restores (at, taken_at, release, version)
SELECT {now:DateTime64(3, 'UTC')}, {taken_at:DateTime64(3, 'UTC')}, {release:String}, {version:UInt64};

-- Holds every campaign that wasn't over when the backup was taken: it went on then.
INSERT INTO campaign_runs
SELECT * REPLACE ('held' AS state, {reason:String} AS reason, 'restore' AS by, {now:DateTime64(3, 'UTC')} AS at, greatest(version + 1, {version:UInt64}) AS version)
FROM (SELECT * FROM campaign_runs FINAL WHERE state IN ('planned', 'approved', 'held'))
