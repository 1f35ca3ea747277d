package identity

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/dchest/siphash"
)

// Key hides identifiers: without it nobody finds out, by trying all phone numbers, whose
// a hash is. Its zero is no key.
type Key struct{ K0, K1 uint64 }

// NewKey makes a key for one purpose of the config's secret (privacy.hash_key); keys of
// two purposes have nothing in common. It is the zero key where there is no secret.
func NewKey(secret, purpose string) Key {
	if secret == "" {
		return Key{}
	}
	sum := sha256.Sum256([]byte(purpose + "\n" + secret))
	return Key{binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])}
}

// NodeKey makes the key of a brand's nodes and of what is made of them, as the ids of its
// members are. Without a secret it is the zero key, which leaves them as they are.
func NodeKey(secret, brand string) Key { return NewKey(secret, "nodes\n"+brand) }

// Hash returns the keyed hash of an identifier, the same that SQL computes by
// sipHash64Keyed((k0, k1), concat(kind, ':', value)).
func (k Key) Hash(kind Kind, value string) uint64 {
	return siphash.Hash(k.K0, k.K1, []byte(string(kind)+":"+value))
}

// Keyed returns a number as it is stored, the same that SQL computes by
// keyed(number) (see schema.NewScript). 0 stays 0, and the zero key changes nothing.
func (k Key) Keyed(number uint64) uint64 {
	if number == 0 || k == (Key{}) {
		return number
	}
	return siphash.Hash(k.K0, k.K1, binary.LittleEndian.AppendUint64(nil, number))
}

// Node returns the number of an identifier as it is stored: Keyed of that of Node.
func (k Key) Node(kind Kind, value string) uint64 { return k.Keyed(Node(kind, value)) }
