-- How many records a feed holds, how many of them stand in their table with
-- this content, and how many of those this load wrote.
SELECT
    count()                                                                    AS received,
    countIf(cityHash64(tuple(* EXCEPT (raw, load_id, version))) IN
    (
        SELECT cityHash64(tuple(* EXCEPT (raw, load_id, version)))
        FROM {target:Identifier}
        WHERE brand = {brand:String} AND shop = {shop:String}
    ))                                                                         AS found,
    (
        SELECT count()
        FROM {target:Identifier}
        WHERE brand = {brand:String} AND shop = {shop:String} AND version = {version:UInt64}
    )                                                                          AS changed
FROM {next:Identifier}
