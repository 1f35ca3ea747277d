-- The level of an amount: less than 0.4 % of it each, in the order of the amounts. The
-- bits of a double are in that order as they are only from 0 on: below it they run the
-- other way and stand above all others.
amount ->
    bitShiftRight
    (
        if
        (
            amount < 0,
            bitNot(reinterpretAsUInt64(amount)),
            bitXor(reinterpretAsUInt64(amount), bitShiftLeft(toUInt64(1), 63))
        ),
        44
    )
