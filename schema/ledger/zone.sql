            -- By the digits that the phone begins with; nobody's where no one zone can be said.
            replaceOne
            (
                arrayFirst
                (
                    found -> found != '',
                    arrayMap
                    (
                        digits -> transform(digits, {zone_digits:Array(String)}, {digits_zones:Array(String)}, ''),
                        [substring(m.phone, 2, 4), substring(m.phone, 2, 3), substring(m.phone, 2, 2), substring(m.phone, 2, 1)]
                    )
                ),
                '?', ''
            )
