package answer

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"hash"
	"strconv"
	"time"
)

// macOf is a keyed hash of texts, one after the other.
func macOf(kind func() hash.Hash, key []byte, parts ...[]byte) []byte {
	mac := hmac.New(kind, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}

func sha256Of(key []byte, parts ...[]byte) []byte { return macOf(sha256.New, key, parts...) }

// sha1Of is Twilio's; HMAC needs no collision resistance.
func sha1Of(key []byte, parts ...[]byte) []byte { return macOf(sha1.New, key, parts...) }

// same compares secrets without telling, by the time that it takes, where they differ,
// nor how long ours is.
func same(given, ours string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(ours))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// unixTime reads seconds, also with a fraction.
func unixTime(text string) (time.Time, error) {
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds > 0 && seconds < 1e11) {
		return time.Time{}, fmt.Errorf("a time is no number of seconds: %w", ErrMalformed)
	}
	return time.UnixMilli(int64(seconds * 1000)).UTC(), nil
}

// readJSON reads a signed body. Its error doesn't quote it.
func readJSON(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("the body is not the JSON that the provider documents: %w", ErrMalformed)
	}
	return nil
}
