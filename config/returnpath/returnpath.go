package returnpath

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"github.com/google/uuid"
)

const (
	proofBytes = 9  // of the HMAC; 72 bits can't be guessed
	longest    = 64 // octets before the @ (RFC 5321)
)

// tokens are read in whatever case a server writes them.
var tokens = base32.HexEncoding.WithPadding(base32.NoPadding)

var tokenLength = tokens.EncodedLen(len(uuid.UUID{}) + proofBytes)

// ErrForged is returned for an address that looks like one of ours, and isn't.
var ErrForged = errors.New("the return address is not one of ours")

// Path makes and reads the addresses of a sender. The zero Path makes none, and reads none.
type Path struct {
	local, domain string
	messages      string // the domain of the Message-IDs
	key           []byte
}

// New returns the path below an address, for messages whose ids end in a domain.
func New(address, messages, key string) (Path, error) {
	a, err := mail.ParseAddress(address)
	if err != nil || a.Name != "" {
		return Path{}, fmt.Errorf("return_path %q is not a mail address: write it as bounces@shop.tw", address)
	}
	local, domain, _ := strings.Cut(a.Address, "@")
	switch {
	case strings.Contains(local, "+"):
		return Path{}, errors.New("return_path has a plus sign already: write the address without it")
	case len(local)+1+tokenLength > longest:
		return Path{}, fmt.Errorf("return_path is too long: at most %d characters before the @", longest-1-tokenLength)
	case key == "":
		return Path{}, errors.New("return_path needs privacy.hash_key, which proves that an address is ours")
	}
	sum := sha256.Sum256([]byte("regulars return path\x00" + key))
	return Path{local: local, domain: domain, messages: messages, key: sum[:]}, nil
}

// On reports whether the path makes addresses.
func (p Path) On() bool { return p.key != nil }

// Of returns the address of a message.
func (p Path) Of(message uuid.UUID) string {
	return p.local + "+" + strings.ToLower(tokens.EncodeToString(append(message[:], p.proof(message[:])...))) + "@" + p.domain
}

func (p Path) proof(message []byte) []byte {
	mac := hmac.New(sha256.New, p.key)
	mac.Write(message)
	return mac.Sum(nil)[:proofBytes]
}

// Read returns the Message-ID, without angle brackets, of the message whose address it is;
// empty where it is no return address of this path. It returns ErrForged for one that we
// did not make.
func (p Path) Read(address string) (string, error) {
	local, domain, _ := strings.Cut(address, "@")
	name, token, tagged := strings.Cut(local, "+")
	if !p.On() || !tagged || !strings.EqualFold(domain, p.domain) || !strings.EqualFold(name, p.local) {
		return "", nil
	}
	raw, err := tokens.DecodeString(strings.ToUpper(token))
	if err != nil || len(raw) != len(uuid.UUID{})+proofBytes || strings.ToUpper(token) != tokens.EncodeToString(raw) {
		return "", ErrForged
	}
	message := uuid.UUID(raw[:len(uuid.UUID{})])
	if !hmac.Equal(raw[len(message):], p.proof(message[:])) {
		return "", ErrForged
	}
	return message.String() + "@" + p.messages, nil
}
