-- Remember which loads were derived, as they were then, so that the next time
-- only what is new is looked at. A load that is done once more, since its pull
-- was reset, is new.
INSERT INTO derived_loads
SELECT {brand:String}, load_id, version, {version:UInt64}
FROM {done:Identifier}
WHERE (load_id, version) NOT IN (SELECT load_id, version FROM derived_loads WHERE brand = {brand:String});
