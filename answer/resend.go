package answer

import (
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"regulars"
)

// resend reads Resend's webhooks, which Svix signs: v1 is the base64 of the HMAC-SHA256
// of id.timestamp.body. Every try is signed for itself.
type resend struct{ key []byte }

func newResend(key string) (resend, error) {
	secret, is := strings.CutPrefix(strings.TrimSpace(key), "whsec_")
	decoded, err := base64.StdEncoding.DecodeString(secret)
	if !is || err != nil || len(decoded) < 16 {
		return resend{}, errors.New("resend: answers.key is not a signing secret: it begins with whsec_")
	}
	return resend{decoded}, nil
}

type resendBody struct {
	Type      string    `json:"type"`
	CreatedAt time.Time `json:"created_at"`
	Data      struct {
		EmailID string   `json:"email_id"`
		To      []string `json:"to"`
		Bounce  struct {
			Type    string `json:"type"`
			SubType string `json:"subType"`
		} `json:"bounce"`
		Click struct {
			UserAgent string `json:"userAgent"`
		} `json:"click"`
		Open struct {
			UserAgent string `json:"userAgent"`
		} `json:"open"`
	} `json:"data"`
}

func (s resend) Read(r Request) (Read, error) {
	id, timestamp := r.Header.Get("Svix-Id"), r.Header.Get("Svix-Timestamp")
	signatures := r.Header.Get("Svix-Signature")
	if id == "" || timestamp == "" || signatures == "" {
		return Read{}, fmt.Errorf("resend: %w", ErrUnsigned)
	}
	if !s.signed(signatures, sha256Of(s.key, []byte(id+"."+timestamp+"."), r.Body)) {
		return Read{}, fmt.Errorf("resend: %w", ErrForged)
	}
	signed, err := unixTime(timestamp)
	if err != nil {
		return Read{}, fmt.Errorf("resend: %w", err)
	}
	if err := fresh(signed, r.Now, svixTolerance); err != nil {
		return Read{}, fmt.Errorf("resend: %w", err)
	}
	var body resendBody
	if err := readJSON(r.Body, &body); err != nil {
		return Read{}, fmt.Errorf("resend: %w", err)
	}
	return Read{Answers: body.answers(id)}, nil
}

// signed reports whether one of the signatures, of which a rotation of keys gives
// several, is ours.
func (s resend) signed(signatures string, ours []byte) bool {
	found := false
	for _, signature := range strings.Fields(signatures) {
		text, isV1 := strings.CutPrefix(signature, "v1,")
		given, err := base64.StdEncoding.DecodeString(text)
		if isV1 && err == nil && hmac.Equal(given, ours) {
			found = true
		}
	}
	return found
}

// answers are one for each address of the message; ours have one.
func (b resendBody) answers(id string) []Answer {
	a := Answer{Channel: regulars.ChannelEDM, ProviderID: b.Data.EmailID, At: b.CreatedAt.UTC()}
	switch b.Type {
	case "email.delivered":
		a.Type = Delivered
	case "email.opened":
		a.Type, a.Machine = Opened, machineOf(b.Data.Open.UserAgent)
	case "email.clicked":
		a.Type, a.Machine = Clicked, machineOf(b.Data.Click.UserAgent)
	case "email.bounced":
		a.Type, a.Hard = Bounced, b.Data.Bounce.Type != "Transient" && b.Data.Bounce.Type != "Undetermined"
		a.Detail = word(b.Data.Bounce.SubType)
	case "email.complained":
		a.Type = Complained
	default:
		return nil // sent, delivery_delayed, failed, contacts, domains
	}
	return forEach(a, id, b.Data.To)
}

// forEach is an answer for each of several addresses, under an id of its own.
func forEach(a Answer, id string, addresses []string) []Answer {
	if len(addresses) == 0 {
		a.EventID = id
		return []Answer{a}
	}
	answers := make([]Answer, len(addresses))
	for i, address := range addresses {
		answers[i] = a
		answers[i].EventID, answers[i].Address = id, address
		if i > 0 {
			answers[i].EventID = id + "/" + strconv.Itoa(i)
		}
	}
	return answers
}

// word keeps what a provider's code may be made of; a text of other people's is none.
func word(code string) string {
	for _, r := range code {
		if r != '-' && r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return ""
		}
	}
	if len(code) > 40 {
		return ""
	}
	return code
}
