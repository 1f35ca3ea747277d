-- What a run said when a person let it be sent last.
SELECT mark, by
FROM approved_texts FINAL
WHERE brand = {brand:String} AND campaign = {campaign:String} AND date = {date:Date}
