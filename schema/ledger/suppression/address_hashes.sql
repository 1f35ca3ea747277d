-- The keyed hashes of addresses, each written as channel:address, as deliveries have them.
SELECT arrayMap(a -> lower(hex(sipHash128Keyed(({k0:UInt64}, {k1:UInt64}), a))), {addresses:Array(String)})
