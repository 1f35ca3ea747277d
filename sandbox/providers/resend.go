package providers

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"sync"
	"time"
)

const (
	resendKeyLife  = 24 * time.Hour
	resendBatchMax = 100
)

// Resend imitates the batch endpoint of one account. It remembers idempotency keys for a
// day and answers a repeated request as it answered the first.
type Resend struct {
	key   string
	inbox *Inbox

	mu     sync.Mutex
	known  map[string]resent
	serial int
}

type resent struct {
	body   [sha256.Size]byte
	answer []byte
	at     time.Time
}

// NewResend returns an account with its API key.
func NewResend(key string, inbox *Inbox) *Resend {
	return &Resend{key: key, inbox: inbox, known: map[string]resent{}}
}

type resendMail struct {
	From    string
	To      []string
	Subject string
	Text    string
	HTML    string
}

func (s *Resend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+s.key {
		RefuseResend(w, http.StatusUnauthorized)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /domains":
		resendError(w, http.StatusUnauthorized, "restricted_api_key", "This API key is restricted to only send emails.")
	case "POST /emails/batch":
		s.batch(w, r)
	default:
		RefuseResend(w, http.StatusNotFound)
	}
}

func (s *Resend) batch(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	key := r.Header.Get("Idempotency-Key")
	if len(key) > 256 {
		resendError(w, http.StatusBadRequest, "invalid_idempotency_key", "The key must be between 1-256 chars.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.known[key]; ok && key != "" && time.Since(old.at) < resendKeyLife {
		if old.body != sha256.Sum256(body) {
			resendError(w, http.StatusConflict, "invalid_idempotent_request", "Same idempotency key used with a different request payload.")
			return
		}
		_, _ = w.Write(old.answer)
		return
	}
	var mails []resendMail
	if json.Unmarshal(body, &mails) != nil || len(mails) < 1 || len(mails) > resendBatchMax {
		resendError(w, http.StatusUnprocessableEntity, "validation_error", "The batch is not valid.")
		return
	}
	answer, ok := s.accept(w, mails, r.Header.Get("x-batch-validation") == "permissive")
	if !ok {
		return
	}
	s.known[key] = resent{sha256.Sum256(body), answer, time.Now()}
	_, _ = w.Write(answer)
}

// accept takes the mails. In the strict mode one that isn't valid refuses all.
func (s *Resend) accept(w http.ResponseWriter, mails []resendMail, permissive bool) ([]byte, bool) {
	data, errors := []map[string]string{}, []map[string]any{}
	for i, m := range mails {
		if problem := s.problem(m); problem != "" {
			if !permissive {
				resendError(w, http.StatusUnprocessableEntity, "validation_error", problem)
				return nil, false
			}
			errors = append(errors, map[string]any{"index": i, "message": problem})
			continue
		}
		s.serial++
		id := fmt.Sprintf("%08x-0000-4000-8000-%012x", s.serial, i)
		for _, to := range m.To {
			address, _ := mail.ParseAddress(to)
			s.inbox.Accept(Delivery{Channel: "edm", To: address.Address, MessageID: id, Subject: m.Subject, Text: m.Text + "\n" + m.HTML})
		}
		data = append(data, map[string]string{"id": id})
	}
	answer := map[string]any{"data": data}
	if len(errors) > 0 {
		answer["errors"] = errors
	}
	text, _ := json.Marshal(answer)
	return text, true
}

func (s *Resend) problem(m resendMail) string {
	if _, err := mail.ParseAddress(m.From); err != nil {
		return "Invalid `from` field."
	}
	if len(m.To) == 0 || m.Subject == "" || m.Text == "" && m.HTML == "" {
		return "Missing `to`, `subject` or `html` field."
	}
	for _, to := range m.To {
		address, err := mail.ParseAddress(to)
		if err != nil || s.inbox.Nobody(address.Address) {
			return "Invalid `to` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format."
		}
	}
	return ""
}

func resendError(w http.ResponseWriter, status int, name, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"statusCode": status, "name": name, "message": message})
}

// RefuseResend writes Resend's own error for a status.
func RefuseResend(w http.ResponseWriter, status int) {
	switch status {
	case http.StatusUnauthorized:
		resendError(w, status, "validation_error", "API key is invalid")
	case http.StatusTooManyRequests:
		resendError(w, status, "rate_limit_exceeded", "Too many requests. You can only make 2 requests per second.")
	case http.StatusNotFound:
		resendError(w, status, "not_found", "The requested endpoint does not exist.")
	default:
		resendError(w, status, "application_error", "An unexpected error occurred.")
	}
}
