-- What else names a person who was erased is left out.
INSERT INTO {kept:Identifier}
SELECT *
FROM {rows:Identifier}
WHERE (file_no, row) NOT IN (SELECT file_no, row FROM {gone:Identifier})
