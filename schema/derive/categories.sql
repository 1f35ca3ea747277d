-- Remember the categories that products moved to, as this derivation read them.
INSERT INTO seen_categories
SELECT {brand:String}, code, now_is, {version:UInt64}
FROM {recategorised:Identifier};
