package providers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
)

var mailText = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)

// SendGrid imitates the v3 Mail Send API of one account. It has no idempotency key:
// what is posted twice is sent twice.
type SendGrid struct {
	key    string
	inbox  *Inbox
	serial atomic.Int64
}

// NewSendGrid returns an account with its API key.
func NewSendGrid(key string, inbox *Inbox) *SendGrid { return &SendGrid{key: key, inbox: inbox} }

type sendGridMail struct {
	Personalizations []struct {
		To []struct{ Email string }
	}
	From    struct{ Email string }
	Subject string
	Content []struct{ Type, Value string }
}

func (s *SendGrid) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+s.key {
		RefuseSendGrid(w, http.StatusUnauthorized)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /v3/scopes":
		fmt.Fprint(w, `{"scopes":["mail.send","mail.batch.create"]}`)
	case "POST /v3/mail/send":
		s.send(w, r)
	default:
		RefuseSendGrid(w, http.StatusNotFound)
	}
}

func (s *SendGrid) send(w http.ResponseWriter, r *http.Request) {
	var m sendGridMail
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		sendGridError(w, http.StatusBadRequest, "", "Bad Request")
		return
	}
	var text []string
	for _, part := range m.Content {
		text = append(text, part.Value)
	}
	switch {
	case len(m.Personalizations) == 0 || len(m.Personalizations) > 1000:
		sendGridError(w, http.StatusBadRequest, "personalizations", "The personalizations field is required and must have at least one personalization.")
		return
	case !mailText.MatchString(m.From.Email):
		sendGridError(w, http.StatusBadRequest, "from.email", "The from email does not contain a valid address.")
		return
	case m.Subject == "" || len(text) == 0:
		sendGridError(w, http.StatusBadRequest, "content", "The content value must be a string at least one character in length.")
		return
	}
	for i, p := range m.Personalizations {
		for n, to := range p.To {
			if !mailText.MatchString(to.Email) || s.inbox.Nobody(to.Email) {
				sendGridError(w, http.StatusBadRequest, fmt.Sprintf("personalizations.%d.to.%d.email", i, n), "Does not contain a valid address.")
				return
			}
		}
	}
	id := fmt.Sprintf("sg%020d", s.serial.Add(1))
	for _, p := range m.Personalizations {
		for _, to := range p.To {
			s.inbox.Accept(Delivery{Channel: "edm", To: to.Email, MessageID: id, Subject: m.Subject, Text: strings.Join(text, "\n")})
		}
	}
	w.Header().Set("X-Message-Id", id)
	w.WriteHeader(http.StatusAccepted)
}

func sendGridError(w http.ResponseWriter, status int, field, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	var at any
	if field != "" {
		at = field
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []map[string]any{{"message": message, "field": at, "help": nil}}})
}

// RefuseSendGrid writes SendGrid's own error for a status.
func RefuseSendGrid(w http.ResponseWriter, status int) {
	message := http.StatusText(status)
	if status == http.StatusUnauthorized {
		message = "The provided authorization grant is invalid, expired, or revoked"
	}
	if status == http.StatusTooManyRequests {
		message = "too many requests"
	}
	sendGridError(w, status, "", message)
}
