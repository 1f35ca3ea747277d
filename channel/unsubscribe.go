package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"

	"regulars/identity"
)

// OptOut is who asks, by an unsubscribe link, for nothing more, and on which
// channel for which purpose.
type OptOut struct {
	Brand   string
	Channel string
	Purpose string
	Member  uint64
}

// encoding is strict: there is one way only to write a token.
var encoding = base64.RawURLEncoding.Strict()

// errForged says no more than that: an outsider learns nothing from it.
var errForged = errors.New("the link is not one of ours")

// Link returns the one-click link of a message: base with a token that can't be
// forged without the key. It is empty when base is.
func (o OptOut) Link(base, key string) string {
	if base == "" {
		return ""
	}
	separator := "?"
	if strings.Contains(base, "?") {
		separator = "&"
	}
	payload := o.payload(key)
	return base + separator + url.Values{"t": {encode([]byte(payload)) + "." + encode(sign(payload, key))}}.Encode()
}

// ReadOptOut returns what a link's token (its parameter t) asks for. Its error is
// the same for everything that isn't a token signed with the key.
func ReadOptOut(token, key string) (OptOut, error) {
	body, signature, _ := strings.Cut(token, ".")
	payload, err := encoding.DecodeString(body)
	if err != nil {
		return OptOut{}, errForged
	}
	given, err := encoding.DecodeString(signature)
	if err != nil || !hmac.Equal(given, sign(string(payload), key)) {
		return OptOut{}, errForged
	}
	fields := strings.Split(string(payload), "\n")
	if len(fields) != 4 {
		return OptOut{}, errForged
	}
	// Links of earlier releases still hold.
	member, err := identity.NewMask(key, fields[0]).ReadLink(fields[3])
	if err != nil {
		return OptOut{}, errForged
	}
	return OptOut{Brand: fields[0], Channel: fields[1], Purpose: fields[2], Member: member}, nil
}

func (o OptOut) payload(key string) string {
	return strings.Join([]string{o.Brand, o.Channel, o.Purpose, identity.NewMask(key, o.Brand).Write(o.Member)}, "\n")
}

func sign(payload, key string) []byte {
	mac := hmac.New(sha256.New, []byte("unsubscribe\n"+key))
	mac.Write([]byte(payload))
	return mac.Sum(nil)[:16]
}

func encode(b []byte) string { return encoding.EncodeToString(b) }
