-- What a campaign of the file said when somebody let a run of it go.
INSERT INTO campaign_texts (brand, campaign, at, date, by, document)
SELECT {brand:String}, {campaign:String}, {at:DateTime64(3, 'UTC')}, {date:Date}, {by:String}, {document:String}
