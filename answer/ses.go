package answer

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"regulars"
)

// ses reads what Amazon SES publishes to an SNS topic: the message is signed with the key
// of a certificate that only Amazon's own host may give. Anybody can have a topic, and
// Amazon signs for all of them: so the topic must be ours.
type ses struct {
	topic        string
	certificates Certificates
}

type snsMessage struct {
	Type             string `json:"Type"`
	MessageID        string `json:"MessageId"`
	TopicARN         string `json:"TopicArn"`
	Subject          string `json:"Subject"`
	Message          string `json:"Message"`
	Timestamp        string `json:"Timestamp"`
	Token            string `json:"Token"`
	SubscribeURL     string `json:"SubscribeURL"`
	SignatureVersion string `json:"SignatureVersion"`
	Signature        string `json:"Signature"`
	SigningCertURL   string `json:"SigningCertURL"`
}

func (s ses) Read(r Request) (Read, error) {
	var m snsMessage
	if err := readJSON(r.Body, &m); err != nil {
		return Read{}, fmt.Errorf("ses: %w", err)
	}
	if m.Signature == "" || m.SigningCertURL == "" {
		return Read{}, fmt.Errorf("ses: %w", ErrUnsigned)
	}
	if !same(m.TopicARN, s.topic) {
		return Read{}, fmt.Errorf("ses: it is of another topic: %w", ErrForged)
	}
	if err := s.verify(m); err != nil {
		return Read{}, fmt.Errorf("ses: %w", err)
	}
	at, err := time.Parse(time.RFC3339, m.Timestamp)
	if err != nil {
		return Read{}, fmt.Errorf("ses: the time can't be read: %w", ErrMalformed)
	}
	if err := fresh(at, r.Now, retryTolerance); err != nil {
		return Read{}, fmt.Errorf("ses: %w", err)
	}
	switch m.Type {
	case "SubscriptionConfirmation":
		if !ofSNS(m.SubscribeURL) {
			return Read{}, fmt.Errorf("ses: the subscription is confirmed elsewhere: %w", ErrForged)
		}
		return Read{Confirm: m.SubscribeURL}, nil
	case "Notification":
		return s.notification(m)
	}
	return Read{}, nil
}

// verify returns ErrForged where the signature isn't Amazon's.
func (s ses) verify(m snsMessage) error {
	if !ofSNS(m.SigningCertURL) || !strings.HasSuffix(m.SigningCertURL, ".pem") {
		return fmt.Errorf("the certificate is not Amazon's: %w", ErrForged)
	}
	given, err := base64.StdEncoding.DecodeString(m.Signature)
	if err != nil || m.SignatureVersion != "1" && m.SignatureVersion != "2" {
		return ErrForged
	}
	certificate, err := s.certificates(m.SigningCertURL)
	if err != nil {
		return fmt.Errorf("get Amazon's certificate: %w", err)
	}
	key, is := certificate.PublicKey.(*rsa.PublicKey)
	if !is {
		return ErrForged
	}
	text := []byte(m.signedText())
	kind, digest := crypto.SHA256, []byte(nil)
	if m.SignatureVersion == "1" {
		sum := sha1.Sum(text)
		kind, digest = crypto.SHA1, sum[:]
	} else {
		sum := sha256.Sum256(text)
		digest = sum[:]
	}
	if rsa.VerifyPKCS1v15(key, kind, digest, given) != nil {
		return ErrForged
	}
	return nil
}

// signedText is what Amazon signs: names and values, a line each, in this order.
func (m snsMessage) signedText() string {
	var text strings.Builder
	add := func(name, value string) { text.WriteString(name + "\n" + value + "\n") }
	add("Message", m.Message)
	add("MessageId", m.MessageID)
	if m.Type == "Notification" {
		if m.Subject != "" {
			add("Subject", m.Subject)
		}
	} else {
		add("SubscribeURL", m.SubscribeURL)
	}
	add("Timestamp", m.Timestamp)
	if m.Type != "Notification" {
		add("Token", m.Token)
	}
	add("TopicArn", m.TopicARN)
	add("Type", m.Type)
	return text.String()
}

var snsHost = regexp.MustCompile(`^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$`)

// ofSNS reports whether an address is one of Amazon's SNS itself.
func ofSNS(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.User == nil && u.Fragment == "" && snsHost.MatchString(u.Host)
}

type sesEvent struct {
	EventType        string `json:"eventType"`        // of a configuration set
	NotificationType string `json:"notificationType"` // of an identity
	Mail             struct {
		MessageID   string    `json:"messageId"`
		Destination []string  `json:"destination"`
		Timestamp   time.Time `json:"timestamp"`
	} `json:"mail"`
	Bounce struct {
		Type       string         `json:"bounceType"`
		SubType    string         `json:"bounceSubType"`
		Recipients []sesRecipient `json:"bouncedRecipients"`
		Timestamp  time.Time      `json:"timestamp"`
	} `json:"bounce"`
	Complaint struct {
		Recipients []sesRecipient `json:"complainedRecipients"`
		Timestamp  time.Time      `json:"timestamp"`
	} `json:"complaint"`
	Delivery struct {
		Recipients []string  `json:"recipients"`
		Timestamp  time.Time `json:"timestamp"`
	} `json:"delivery"`
	Open         sesTouch `json:"open"`
	Click        sesTouch `json:"click"`
	Subscription struct {
		Timestamp time.Time `json:"timestamp"`
		New       struct {
			UnsubscribeAll bool `json:"unsubscribeAll"`
		} `json:"newTopicPreferences"`
	} `json:"subscription"`
}

type sesRecipient struct {
	Email  string `json:"emailAddress"`
	Status string `json:"status"`
}

type sesTouch struct {
	Timestamp time.Time `json:"timestamp"`
	UserAgent string    `json:"userAgent"`
}

func (s ses) notification(m snsMessage) (Read, error) {
	var e sesEvent
	// Amazon greets a new topic with a sentence, which is no event.
	if !strings.HasPrefix(strings.TrimSpace(m.Message), "{") {
		return Read{}, nil
	}
	if err := readJSON([]byte(m.Message), &e); err != nil {
		return Read{}, fmt.Errorf("ses: %w", err)
	}
	return Read{Answers: e.answers(m.MessageID)}, nil
}

func (e sesEvent) answers(id string) []Answer {
	a := Answer{Channel: regulars.ChannelEDM, ProviderID: e.Mail.MessageID}
	to := e.Mail.Destination
	switch e.EventType + e.NotificationType {
	case "Delivery":
		a.Type, a.At, to = Delivered, e.Delivery.Timestamp, e.Delivery.Recipients
	case "Bounce":
		a.Type, a.At, a.Hard, a.Detail = Bounced, e.Bounce.Timestamp, e.Bounce.Type == "Permanent", word(e.Bounce.SubType)
		to = addressesOf(e.Bounce.Recipients)
	case "Complaint":
		a.Type, a.At, to = Complained, e.Complaint.Timestamp, addressesOf(e.Complaint.Recipients)
	case "Open":
		a.Type, a.At, a.Machine = Opened, e.Open.Timestamp, machineOf(e.Open.UserAgent)
	case "Click":
		a.Type, a.At, a.Machine = Clicked, e.Click.Timestamp, machineOf(e.Click.UserAgent)
	case "Subscription":
		if !e.Subscription.New.UnsubscribeAll {
			return nil
		}
		a.Type, a.At = Unsubscribed, e.Subscription.Timestamp
	default:
		return nil // Send, Reject, DeliveryDelay, Rendering Failure
	}
	a.At = a.At.UTC()
	return forEach(a, id, to)
}

func addressesOf(recipients []sesRecipient) []string {
	addresses := make([]string, len(recipients))
	for i, r := range recipients {
		addresses[i] = r.Email
	}
	return addresses
}

// CheckCertificate returns an error where a certificate that Amazon's host gave isn't
// valid at a time.
func CheckCertificate(c *x509.Certificate, now time.Time) error {
	if now.Before(c.NotBefore) || now.After(c.NotAfter) {
		return fmt.Errorf("the certificate isn't valid now: %w", ErrForged)
	}
	return nil
}
