package door

import (
	"crypto/rand"
	"crypto/subtle"

	"golang.org/x/crypto/argon2"

	"regulars/config/password"
)

// What a new hash costs: 64 MiB and a tenth of a second, as RFC 9106 has it for machines
// with little memory.
const (
	hashMemory  = 64 << 10 // KiB
	hashTime    = 3
	hashThreads = 2
	saltLength  = 16
	keyLength   = 32
)

// HashPassword returns the argon2id hash of a password with a salt of its own.
func HashPassword(text string) string {
	h := password.Hash{Memory: hashMemory, Time: hashTime, Threads: hashThreads, Salt: make([]byte, saltLength)}
	_, _ = rand.Read(h.Salt) // it never fails
	h.Key = argon2.IDKey([]byte(text), h.Salt, h.Time, h.Memory, h.Threads, keyLength)
	return h.String()
}

// Matches reports whether a password is the one of a hash. It takes as long for any
// password.
func Matches(h password.Hash, text string) bool {
	key := argon2.IDKey([]byte(text), h.Salt, h.Time, h.Memory, h.Threads, uint32(len(h.Key)))
	return subtle.ConstantTimeCompare(key, h.Key) == 1
}
