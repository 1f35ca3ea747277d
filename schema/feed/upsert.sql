-- Stores the records of a feed whose content is not what is stored already, so
-- that reading a file again touches no member.
INSERT INTO {target:Identifier}
SELECT *
FROM {next:Identifier}
WHERE cityHash64(tuple(* EXCEPT (raw, load_id, version))) NOT IN
(
    SELECT cityHash64(tuple(* EXCEPT (raw, load_id, version)))
    FROM {target:Identifier} FINAL
    WHERE brand = {brand:String} AND shop = {shop:String}
)
