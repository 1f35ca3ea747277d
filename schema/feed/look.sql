-- What the orders of a feed come to, before they are stored anywhere.
SELECT
    count()                                                                    AS orders,
    toString(sumIf(total - refunded, paid AND NOT cancelled AND NOT test AND is_deleted = 0)) AS revenue,
    uniqExactIf((customer_id, email, phone, line_id), (customer_id, email, phone, line_id) != ('', '', '', '')) AS people,
    countIf((customer_id, email, phone, line_id) = ('', '', '', ''))           AS nobody,
    countIf(cancelled)                                                         AS cancelled,
    min(date)                                                                  AS first_date,
    max(date)                                                                  AS last_date
FROM {next:Identifier}
