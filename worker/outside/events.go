package outside

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"regulars/config"
	"regulars/schema/answers"
)

// eventKey is a key by which events of a brand come in.
type eventKey struct {
	brand  *config.Brand
	sum    [sha256.Size]byte
	public bool // stands in the shop's pages, for anybody to read
}

func keysOf(brand *config.Brand) []eventKey {
	var keys []eventKey
	if key := brand.Events.Key.Reveal(); key != "" {
		keys = append(keys, eventKey{brand, sha256.Sum256([]byte(key)), false})
	}
	if key := brand.Events.PublicKey; key != "" {
		keys = append(keys, eventKey{brand, sha256.Sum256([]byte(key)), true})
	}
	return keys
}

// keyOf finds whose key it is; every key is compared, whichever it is.
func (o *Outside) keyOf(given string) (found eventKey, is bool) {
	sum := sha256.Sum256([]byte(given))
	for _, key := range o.keys {
		if subtle.ConstantTimeCompare(sum[:], key.sum[:]) == 1 {
			found, is = key, true
		}
	}
	return found, is
}

//go:embed events.js
var eventsScript []byte

func (o *Outside) script(w http.ResponseWriter, r *http.Request) {
	if len(o.keys) == 0 {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(eventsScript))
}

// taken is what became of the events of a request.
type taken struct {
	Accepted int        `json:"accepted"`
	Rejected []rejected `json:"rejected"`
}

type rejected struct {
	Index  int    `json:"index"`
	Reason string `json:"reason"`
}

func (o *Outside) events(w http.ResponseWriter, r *http.Request) {
	// A shop's pages are on another host than the worker; the key is all that counts.
	w.Header().Set("Access-Control-Allow-Origin", "*")
	switch r.Method {
	case http.MethodOptions:
		w.Header().Set("Access-Control-Allow-Methods", "POST")
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		w.Header().Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodPost:
	default:
		w.Header().Set("Allow", "POST, OPTIONS")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	bearer, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !given {
		http.Error(w, "no key", http.StatusUnauthorized)
		return
	}
	key, known := o.keyOf(bearer)
	if !known {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	body, done, ok := o.body(w, r, maxEvents)
	if !ok {
		return
	}
	defer done()
	o.takeEvents(w, r, key, body)
}

func (o *Outside) takeEvents(w http.ResponseWriter, r *http.Request, key eventKey, body []byte) {
	values, err := split(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	shop, err := key.brand.Shop(key.brand.Events.Shop)
	if err != nil {
		http.Error(w, "no shop", http.StatusNotFound)
		return
	}
	done := taken{Rejected: []rejected{}}
	var good []answers.Behaviour
	for i, value := range values {
		event, err := readEvent(value, key, o.now())
		if err != nil {
			done.Rejected = append(done.Rejected, rejected{i, err.Error()})
			continue
		}
		good = append(good, event)
	}
	if len(good) > 0 {
		store, ok := o.opened(w)
		if !ok {
			return
		}
		ctx, cancel := storing(r)
		defer cancel()
		if err := store.RecordBehaviour(ctx, key.brand, shop, good); err != nil {
			o.logger.Error("events can't be stored; the shop is asked to report them again", "brand", key.brand.Name, "events", len(good), "error", err)
			later(w)
			return
		}
	}
	done.Accepted = len(good)
	w.Header().Set("Content-Type", "application/json")
	if len(good) == 0 && len(done.Rejected) > 0 {
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	_ = json.MarshalWrite(w, done)
}

const maxEventsAtOnce = 1000

// split takes the events out of a JSON array, or of lines of JSON. Each is judged on its
// own afterwards.
func split(body []byte) ([]jsontext.Value, error) {
	body = bytes.TrimSpace(body)
	var values []jsontext.Value
	if bytes.HasPrefix(body, []byte("[")) {
		if err := json.Unmarshal(body, &values, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
			return nil, errors.New("the body is no JSON array")
		}
	} else {
		for line := range bytes.Lines(body) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				values = append(values, jsontext.Value(line))
			}
		}
	}
	if len(values) > maxEventsAtOnce {
		return nil, errors.New("there are more than 1000 events: send them in several requests")
	}
	return values, nil
}

// customerHash proves, in a shop's page, that the shop's server knows the customer: the
// HMAC-SHA256 of the customer's id under events.key, in hexadecimal digits.
func customerHash(key, customer string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(customer))
	return hex.EncodeToString(mac.Sum(nil))
}
