            -- As a source states it, or else by the digits that the phone begins with; nobody's
            -- where no one zone can be said.
            coalesce
            (
                nullIf(transform(toString(m.timezone), {clock_zones:Array(String)}, {clock_zones:Array(String)}, ''), ''),
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
            )
