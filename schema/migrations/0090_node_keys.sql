-- Under which key the nodes of a brand are stored, and with them its members' ids. A brand
-- without a row has unkeyed ones, if any.
CREATE TABLE node_keys
(
    brand    LowCardinality(String),
    check    UInt64,                                 -- what the key makes of a text that all know
    rekeying UInt64,                                 -- the run that keys what was stored unkeyed; 1: that isn't whole yet; 0: all is keyed
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY brand;
