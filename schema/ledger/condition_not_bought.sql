  -- Who bought none of these goods, by SKU, or by id without one, or by category: the line's,
  -- or else the product's.
  AND member_id NOT IN
  (
      SELECT member_id
      FROM member_orders FINAL
      WHERE brand = {brand:String} AND seq > 0 AND date BETWEEN {not_bought_since:Date} AND {date:Date}
        AND
        (
            hasAny(arrayMap(code -> substring(code, position(code, '/') + 1), `goods.code`), {not_bought_products:Array(String)})
            OR hasAny(`goods.category`, {not_bought_categories:Array(String)})
            OR notEmpty({not_bought_categories:Array(String)}) AND hasAny
            (
                arrayFilter((code, category) -> category = '', `goods.code`, `goods.category`),
                (
                    SELECT groupArray(if(sku = '', concat('id/', product_id), concat('sku/', sku)))
                    FROM products FINAL
                    WHERE brand = {brand:String} AND has({not_bought_categories:Array(String)}, category)
                )
            )
        )
  )
