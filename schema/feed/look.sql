-- What the orders of a feed come to, before they are stored anywhere. What stands where a
-- guest's id would (0, a dash) is no person, here as in who is who (derive/identity.sql).
WITH
    if(match(concat('/', customer_id), {nobody:String}), '', customer_id) AS of_customer,
    if(match(email, {nobody:String}), '', email)                          AS of_email,
    if(match(phone, {nobody:String}), '', phone)                          AS of_phone,
    if(match(concat('/', line_id), {nobody:String}), '', line_id)         AS of_line,
    (of_customer, of_email, of_phone, of_line)                            AS person
SELECT
    count()                                                                    AS orders,
    toString(sumIf(total - refunded, paid AND NOT cancelled AND NOT test AND is_deleted = 0)) AS revenue,
    uniqExactIf(person, person != ('', '', '', ''))                            AS people,
    countIf(person = ('', '', '', ''))                                         AS nobody,
    countIf(cancelled)                                                         AS cancelled,
    min(date)                                                                  AS first_date,
    max(date)                                                                  AS last_date
FROM {next:Identifier}
