package answer

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"regulars"
)

// sendGrid reads SendGrid's Event Webhook: an ECDSA signature, P-256 over SHA-256, of
// the timestamp's header and the raw body.
type sendGrid struct{ key *ecdsa.PublicKey }

// newSendGrid reads the verification key, base64 of its DER form as SendGrid's page
// shows it, or PEM.
func newSendGrid(key string) (sendGrid, error) {
	bad := errors.New("sendgrid: answers.key is not the verification key of the signed event webhook")
	der, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
	if block, _ := pem.Decode([]byte(key)); block != nil {
		der, err = block.Bytes, nil
	}
	if err != nil {
		return sendGrid{}, bad
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	public, is := parsed.(*ecdsa.PublicKey)
	if err != nil || !is {
		return sendGrid{}, bad
	}
	return sendGrid{public}, nil
}

type sendGridEvent struct {
	Event       string  `json:"event"`
	ID          string  `json:"sg_event_id"`
	MessageID   string  `json:"sg_message_id"`
	Email       string  `json:"email"`
	Timestamp   float64 `json:"timestamp"`
	Type        string  `json:"type"`   // of a bounce: bounce or blocked
	Status      string  `json:"status"` // such as 5.1.1
	Reason      string  `json:"reason"`
	UserAgent   string  `json:"useragent"`
	MachineOpen bool    `json:"sg_machine_open"`
}

func (s sendGrid) Read(r Request) (Read, error) {
	timestamp := r.Header.Get("X-Twilio-Email-Event-Webhook-Timestamp")
	signature := r.Header.Get("X-Twilio-Email-Event-Webhook-Signature")
	if timestamp == "" || signature == "" {
		return Read{}, fmt.Errorf("sendgrid: %w", ErrUnsigned)
	}
	digest := sha256.Sum256(append([]byte(timestamp), r.Body...))
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || !ecdsa.VerifyASN1(s.key, digest[:], given) {
		return Read{}, fmt.Errorf("sendgrid: %w", ErrForged)
	}
	signed, err := unixTime(timestamp)
	if err != nil {
		return Read{}, fmt.Errorf("sendgrid: %w", err)
	}
	if err := fresh(signed, r.Now, retryTolerance); err != nil {
		return Read{}, fmt.Errorf("sendgrid: %w", err)
	}
	var events []sendGridEvent
	if err := readJSON(r.Body, &events); err != nil {
		return Read{}, fmt.Errorf("sendgrid: %w", err)
	}
	var answers []Answer
	for _, e := range events {
		if a, is := e.answer(); is {
			answers = append(answers, a)
		}
	}
	return Read{Answers: answers}, nil
}

// sendGridSuffix is what SendGrid adds to the id of the request (X-Message-Id) to make
// one of each message.
var sendGridSuffix = regexp.MustCompile(`\.(recv|filter).*$`)

var statusCode = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}$`)

func (e sendGridEvent) answer() (Answer, bool) {
	a := Answer{
		Channel: regulars.ChannelEDM, ProviderID: sendGridSuffix.ReplaceAllString(e.MessageID, ""), EventID: e.ID, Address: e.Email,
	}
	a.At = seconds(e.Timestamp)
	if statusCode.MatchString(e.Status) {
		a.Detail = e.Status
	}
	switch e.Event {
	case "delivered":
		a.Type = Delivered
	case "open":
		a.Type, a.Machine = Opened, machineOf(e.UserAgent)
		if e.MachineOpen {
			a.Machine = Proxy
		}
	case "click":
		a.Type, a.Machine = Clicked, machineOf(e.UserAgent)
	case "bounce":
		a.Type, a.Hard = Bounced, e.Type != "blocked" && !strings.HasPrefix(e.Status, "4.")
	case "dropped":
		return e.dropped(a)
	case "spamreport":
		a.Type = Complained
	case "unsubscribe", "group_unsubscribe":
		a.Type = Unsubscribed
	default:
		return a, false
	}
	return a, e.ID != ""
}

// dropped is a message that SendGrid never tried to deliver, because of what it knows
// of the address.
func (e sendGridEvent) dropped(a Answer) (Answer, bool) {
	reason := strings.ToLower(e.Reason)
	switch {
	case strings.HasPrefix(reason, "unsubscribed"):
		a.Type = Unsubscribed
	case strings.HasPrefix(reason, "spam reporting"):
		a.Type = Complained
	default:
		a.Type, a.Hard, a.Detail = Bounced, strings.HasPrefix(reason, "bounced address"), "dropped"
	}
	return a, e.ID != ""
}
