// Package password is the form in which a password is stored: an argon2id hash.
package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Hash is an argon2id hash in the form of its reference implementation:
// $argon2id$v=19$m=65536,t=3,p=2$<salt>$<key>, both in base64 without padding.
type Hash struct {
	Memory  uint32 // KiB
	Time    uint32
	Threads uint8
	Salt    []byte
	Key     []byte
}

// argonVersion is the one that golang.org/x/crypto/argon2 computes.
const argonVersion = 19

// Parse reads a hash. It returns an error, which holds nothing of the text,
// for another form, for one that is too weak (below 19 MiB, as OWASP has it), and for one
// that would take a server more than 256 MiB or 10 passes to check.
func Parse(text string) (Hash, error) {
	errForm := errors.New("it is not the argon2id hash of a password")
	parts := strings.Split(strings.TrimSpace(text), "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return Hash{}, errForm
	}
	var h Hash
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argonVersion {
		return h, errForm
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.Memory, &h.Time, &h.Threads); err != nil {
		return h, errForm
	}
	var err1, err2 error
	h.Salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.Key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	switch {
	case err1 != nil || err2 != nil || len(h.Salt) < 8 || len(h.Key) < 16 || len(h.Key) > 64 || h.Threads == 0 || h.Time == 0:
		return h, errForm
	case h.Memory < 19<<10:
		return h, errors.New("the hash is too cheap to protect a password")
	case h.Memory > 256<<10 || h.Time > 10 || h.Threads > 16:
		return h, errors.New("the hash takes too much of the worker to check")
	}
	return h, nil
}

// String writes the hash as Parse reads it.
func (h Hash) String() string {
	code := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argonVersion, h.Memory, h.Time, h.Threads, code(h.Salt), code(h.Key))
}
