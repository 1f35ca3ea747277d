-- An order that names a person who was erased stays, and names nobody.
INSERT INTO {kept:Identifier}
SELECT * REPLACE
(
    if(erased_row, '', customer_id) AS customer_id,
    if(erased_row, '', email)       AS email,
    if(erased_row, '', phone)       AS phone,
    if(erased_row, '', line_id)     AS line_id,
    if(erased_row, '', name)        AS name
) EXCEPT erased_row
FROM
(
    SELECT *, order_id IN (SELECT order_id FROM {rows:Identifier} WHERE (file_no, row) IN (SELECT file_no, row FROM {gone:Identifier})) AS erased_row
    FROM {rows:Identifier}
)
