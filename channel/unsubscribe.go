package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
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
	return NewLinks(o.Brand, o.Channel, o.Purpose, base, key).Of(o.Member)
}

// Links writes the one-click links of many messages, which differ by the member alone: what
// they share is made once. It is for one goroutine at a time.
type Links struct {
	base   string // before the token; empty: there are no links
	head   string // of what a token says
	mask   identity.Mask
	signer hash.Hash
}

// NewLinks returns what writes the links of messages on a channel for a purpose, as
// OptOut.Link does.
func NewLinks(brand, channel, purpose, base, key string) *Links {
	if base == "" {
		return &Links{}
	}
	separator := "?"
	if strings.Contains(base, "?") {
		separator = "&"
	}
	return &Links{
		base:   base + separator + "t=",
		head:   strings.Join([]string{brand, channel, purpose, ""}, "\n"),
		mask:   identity.NewMask(key, brand),
		signer: signer(key),
	}
}

// Of returns the link of a member; empty without a base. No letter of a token needs an
// escape in an address.
func (l *Links) Of(member uint64) string {
	if l.base == "" {
		return ""
	}
	payload := []byte(l.head + l.mask.Write(member))
	l.signer.Reset()
	l.signer.Write(payload)
	return l.base + encode(payload) + "." + encode(l.signer.Sum(nil)[:signed])
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

// signed is how many bytes of a signature stand in a token.
const signed = 16

func signer(key string) hash.Hash { return hmac.New(sha256.New, []byte("unsubscribe\n"+key)) }

func sign(payload, key string) []byte {
	mac := signer(key)
	mac.Write([]byte(payload))
	return mac.Sum(nil)[:signed]
}

func encode(b []byte) string { return encoding.EncodeToString(b) }
