package identity

import "github.com/dchest/siphash"

// node is the number of an identifier, the same that SQL computes with
// sipHash64(concat(kind, ':', value)). Kinds and values: customer with
// shop/id, email, phone in E.164, line with provider/id.
func Node(kind, value string) uint64 {
	return siphash.Hash(0, 0, []byte(kind+":"+value))
}
