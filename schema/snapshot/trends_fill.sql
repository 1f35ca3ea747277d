-- kpi_trend of one date, next to the rows that readers see.
INSERT INTO {work:Identifier}
SELECT {stamp:UInt64}, *
FROM kpi_trend
WHERE brand = {brand:String} AND date = {date:Date};
