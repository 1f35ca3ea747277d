-- Where the phone numbers of one load of a feed get their E.164 form. The table
-- goes with the load: no number stays behind.
CREATE TABLE {phones:Identifier}
(
    raw   String,
    phone String
)
ENGINE = MergeTree
ORDER BY raw
