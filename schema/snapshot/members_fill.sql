-- member_asof of one date, next to the rows that readers see.
INSERT INTO {work:Identifier}
SELECT {stamp:UInt64}, {brand:String}, {date:Date}, *
FROM member_asof(brand = {brand:String}, date = {date:Date});
