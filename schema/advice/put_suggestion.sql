-- Keeps what was suggested after the night of a date.
INSERT INTO suggestions (brand, date, shown, at) VALUES ({brand:String}, {date:Date}, {shown:String}, now64(3))
