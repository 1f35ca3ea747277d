package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"net/url"
	"strings"
	"time"

	"regulars"
	"regulars/identity"
)

// Touch is what a link or a picture of a message says when somebody follows or loads it:
// of which message it is, and where the link leads. The target stands inside the signed
// token, so nobody can make our address lead elsewhere.
type Touch struct {
	Brand    string
	Campaign string
	Date     regulars.BusinessDate
	Channel  regulars.Channel
	Member   uint64
	Target   string // where the link leads; "": the picture
}

// The paths below track_url.
const (
	ClickPath = "/c/"
	OpenPath  = "/o/"
)

const (
	touchVersion = 1
	touchMAC     = 12 // bytes: 96 bits are beyond guessing through a web server
	maxTarget    = 2000
	maxToken     = 4000
)

// Link returns the address that counts a click and leads to the target, or without one
// that of the picture, below a base. The same touch has the same link for ever.
func (t Touch) Link(base, key string) string {
	way := ClickPath
	if t.Target == "" {
		way = OpenPath
	}
	payload := t.payload(key)
	return strings.TrimRight(base, "/") + way + encode(append(payload, signTouch(payload, key)...))
}

// ReadTouch returns what a token says. Its error is the same for everything that isn't
// signed with the key.
func ReadTouch(token, key string) (Touch, error) {
	if len(token) > maxToken || key == "" {
		return Touch{}, errForged
	}
	signed, err := encoding.DecodeString(token)
	if err != nil || len(signed) <= touchMAC {
		return Touch{}, errForged
	}
	payload, given := signed[:len(signed)-touchMAC], signed[len(signed)-touchMAC:]
	if !hmac.Equal(given, signTouch(payload, key)) {
		return Touch{}, errForged
	}
	return readTouch(payload, key)
}

// payload is short, since an SMS is: a version, the days since 1970, and texts with
// their lengths before them.
func (t Touch) payload(key string) []byte {
	payload := []byte{touchVersion}
	payload = binary.BigEndian.AppendUint16(payload, uint16(t.Date.Time().Unix()/(24*60*60)))
	for _, text := range []string{t.Brand, t.Campaign, string(t.Channel), identity.NewMask(key, t.Brand).Write(t.Member)} {
		payload = append(payload, byte(len(text)))
		payload = append(payload, text...)
	}
	return append(payload, t.Target...)
}

func readTouch(payload []byte, key string) (Touch, error) {
	if len(payload) < 3 || payload[0] != touchVersion {
		return Touch{}, errForged
	}
	days := binary.BigEndian.Uint16(payload[1:3])
	rest := payload[3:]
	var texts [4]string
	for i := range texts {
		if len(rest) == 0 || len(rest) <= int(rest[0]) && len(rest) != 1+int(rest[0]) {
			return Touch{}, errForged
		}
		texts[i], rest = string(rest[1:1+rest[0]]), rest[1+rest[0]:]
	}
	member, err := identity.NewMask(key, texts[0]).ReadLink(texts[3])
	if err != nil {
		return Touch{}, errForged
	}
	t := Touch{
		Brand: texts[0], Campaign: texts[1], Channel: regulars.Channel(texts[2]), Member: member, Target: string(rest),
		Date: regulars.BusinessDate(time.Unix(int64(days)*24*60*60, 0).UTC().Format(time.DateOnly)),
	}
	if t.Target != "" && !isWebAddress(t.Target) {
		return Touch{}, errForged
	}
	return t, nil
}

func signTouch(payload []byte, key string) []byte {
	mac := hmac.New(sha256.New, []byte("touch\n"+key))
	mac.Write(payload)
	return mac.Sum(nil)[:touchMAC]
}

// isWebAddress reports whether a link may lead there: nothing that a browser runs, and
// nothing that ends a header.
func isWebAddress(text string) bool {
	if len(text) > maxTarget || strings.ContainsFunc(text, isControl) {
		return false
	}
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
