-- The windows that hold a date, each with the first date that it doesn't hold any
-- more.
[
    ('day',   date + 1),
    ('7d',    date + 7),
    ('28d',   date + 28),
    ('90d',   date + 90),
    ('365d',  date + 365),
    ('month', toStartOfMonth(date) + INTERVAL 1 MONTH),
    ('year',  toStartOfYear(date) + INTERVAL 1 YEAR),
    ('asof',  toDate('2149-06-06'))
]
