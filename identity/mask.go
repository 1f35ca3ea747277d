package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
)

// Mask writes the ids of a brand's members as they leave the house: in links, reports
// and exports. What it writes tells nothing without the key, not even whether two ids are
// near each other, and differs from brand to brand. The same member is always written the
// same.
type Mask struct {
	block cipher.Block
	nodes Key // of the ids of the tables
}

// generation stands behind an id: before it, ids of the tables weren't keyed.
const generation = 1

// NewMask returns a brand's mask. The secret is privacy.hash_key; without one the mask
// writes nothing.
func NewMask(secret, brand string) Mask {
	if secret == "" {
		return Mask{}
	}
	key := sha256.Sum256([]byte("members\n" + brand + "\n" + secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // of 32 bytes there is always one
	}
	return Mask{block, NodeKey(secret, brand)}
}

var maskEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// maskedLength is that of 16 bytes in base32: no decimal id is as long.
const maskedLength = 26

// Write returns the member's id as it may leave the house; "" without a secret.
func (m Mask) Write(member uint64) string {
	if m.block == nil {
		return ""
	}
	var text [16]byte
	binary.BigEndian.PutUint64(text[:8], member)
	binary.BigEndian.PutUint64(text[8:], generation)
	m.block.Encrypt(text[:], text[:])
	return strings.ToLower(maskEncoding.EncodeToString(text[:]))
}

// ErrNotMasked is returned for an id that this brand's mask hasn't written.
var ErrNotMasked = errors.New("it is no id of a member of this brand")

// Read returns the member of an id that Write returned, also before the ids of the tables
// were keyed, or of one from the tables, which are written as decimal numbers.
func (m Mask) Read(id string) (uint64, error) {
	if len(id) != maskedLength {
		return readPlain(id)
	}
	text, err := maskEncoding.DecodeString(strings.ToUpper(id))
	if err != nil || m.block == nil {
		return 0, ErrNotMasked
	}
	m.block.Decrypt(text, text)
	member := binary.BigEndian.Uint64(text[:8])
	switch binary.BigEndian.Uint64(text[8:]) {
	case generation:
		return member, nil
	case 0:
		return m.nodes.Keyed(member), nil
	}
	return 0, ErrNotMasked
}

// ReadLink is Read for a link that was sent: those of the first builds carry the plain id,
// of when ids weren't keyed.
func (m Mask) ReadLink(id string) (uint64, error) {
	if len(id) == maskedLength {
		return m.Read(id)
	}
	member, err := readPlain(id)
	return m.nodes.Keyed(member), err
}

func readPlain(id string) (uint64, error) {
	member, err := strconv.ParseUint(id, 10, 64)
	if err != nil || member == 0 {
		return 0, ErrNotMasked
	}
	return member, nil
}
