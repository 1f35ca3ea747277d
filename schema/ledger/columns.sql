-- The columns that a predicate may ask for.
DESCRIBE (SELECT * FROM member_asof(brand = {brand:String}, date = {date:Date}))
