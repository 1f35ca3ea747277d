package hint

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"regulars/platform"
)

// Hint names a record that changed, was made or was deleted.
type Hint struct {
	Entity platform.Entity // orders or customers
	ID     string          // as the platform's source names it
}

var (
	// ErrForged is returned where a request carries no proof, or not the shop's.
	ErrForged = errors.New("the webhook is not signed with the shop's key")
	// ErrMalformed is returned where a signed body can't be read. It never quotes it.
	ErrMalformed = errors.New("the webhook can't be read")
)

// Can reports whether shops of a platform give hints.
func Can(name string) bool { return shops[name] != nil }

// Read returns what a request of a shop's platform hints at: nothing where it is about
// something else. It returns ErrForged or ErrMalformed.
func Read(name, key string, header http.Header, body []byte) ([]Hint, error) {
	shop := shops[name]
	if shop == nil || key == "" {
		return nil, ErrForged
	}
	given := header.Get(shop.signature)
	if given == "" && shop.ping != "" && bytes.HasPrefix(body, []byte(shop.ping)) {
		return nil, nil // it only asks whether somebody is there
	}
	if !isSigned(given, key, body) {
		return nil, ErrForged
	}
	entity, path := shop.about(strings.ToLower(header.Get(shop.topic)))
	if entity == "" {
		return nil, nil
	}
	id, err := idIn(body, path)
	if err != nil || id == "" && shop.topic == "" {
		return nil, err
	}
	if id == "" {
		return nil, ErrMalformed
	}
	return []Hint{{entity, id}}, nil
}

// isSigned compares the keyed hash of a body in base64, and in hexadecimal digits, which
// platforms document one way and send the other.
func isSigned(given, key string, body []byte) bool {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	sum := mac.Sum(nil)
	if len(given) == hex.EncodedLen(len(sum)) {
		read, err := hex.DecodeString(given)
		return err == nil && hmac.Equal(read, sum)
	}
	read, err := base64.StdEncoding.DecodeString(given)
	return err == nil && hmac.Equal(read, sum)
}

// idIn is the id at one of some places in a body: of "order.id" and "id" the first that is
// there.
func idIn(body []byte, places []string) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // ids have more digits than a float keeps
	var whole map[string]any
	if err := decoder.Decode(&whole); err != nil {
		return "", ErrMalformed
	}
	for _, place := range places {
		if id := at(whole, strings.Split(place, ".")); id != "" {
			return id, nil
		}
	}
	return "", nil
}

func at(node any, keys []string) string {
	for _, key := range keys {
		object, is := node.(map[string]any)
		if !is {
			return ""
		}
		node = object[key]
	}
	switch id := node.(type) {
	case json.Number:
		return id.String()
	case string:
		return id
	}
	return ""
}
