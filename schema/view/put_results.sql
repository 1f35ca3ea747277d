-- Keeps what came of campaigns as of a date.
INSERT INTO campaign_results (brand, date, from_date, counted, at) VALUES ({brand:String}, {date:Date}, {from:Date}, {counted:String}, now64(3))
