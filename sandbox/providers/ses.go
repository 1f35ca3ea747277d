package providers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"strings"
	"sync/atomic"
)

// SES imitates the SendEmail and GetAccount operations of Amazon SES v2, of one account
// in one region. It looks at who signed a request, not at the signature. It has no
// idempotency key: what is posted twice is sent twice.
type SES struct {
	Max24Hours atomic.Int64 // mails; 0: no limit

	region, keyID string
	inbox         *Inbox
	serial        atomic.Int64
}

// NewSES returns an account with the id of its access key.
func NewSES(region, keyID string, inbox *Inbox) *SES {
	return &SES{region: region, keyID: keyID, inbox: inbox}
}

type sesMail struct {
	FromEmailAddress string
	Destination      struct{ ToAddresses []string }
	Content          struct {
		Simple *struct {
			Subject struct{ Data string }
			Body    struct{ Text, Html *struct{ Data string } }
		}
	}
}

func (s *SES) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	signed := r.Header.Get("Authorization")
	if !strings.HasPrefix(signed, "AWS4-HMAC-SHA256 Credential="+s.keyID+"/") || !strings.Contains(signed, "/"+s.region+"/ses/aws4_request") {
		RefuseSES(w, http.StatusForbidden)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /v2/email/account":
		most := s.Max24Hours.Load()
		if most == 0 {
			most = -1
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"SendingEnabled":true,"ProductionAccessEnabled":true,"EnforcementStatus":"HEALTHY","SendQuota":{"Max24HourSend":%d,"MaxSendRate":14,"SentLast24Hours":%d}}`, most, s.serial.Load())
	case "POST /v2/email/outbound-emails":
		s.send(w, r)
	default:
		sesError(w, http.StatusNotFound, "NotFoundException", "not found")
	}
}

func (s *SES) send(w http.ResponseWriter, r *http.Request) {
	var m sesMail
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m.Content.Simple == nil || m.Content.Simple.Subject.Data == "" {
		sesError(w, http.StatusBadRequest, "BadRequestException", "Malformed request")
		return
	}
	if _, err := mail.ParseAddress(m.FromEmailAddress); err != nil {
		sesError(w, http.StatusBadRequest, "MailFromDomainNotVerifiedException", "not verified")
		return
	}
	if most := s.Max24Hours.Load(); most > 0 && s.serial.Load() >= most {
		sesError(w, http.StatusTooManyRequests, "TooManyRequestsException", "Daily message quota exceeded.")
		return
	}
	var text string
	if part := m.Content.Simple.Body.Text; part != nil {
		text += part.Data
	}
	if part := m.Content.Simple.Body.Html; part != nil {
		text += part.Data
	}
	for _, to := range m.Destination.ToAddresses {
		address, err := mail.ParseAddress(to)
		if err != nil || s.inbox.Nobody(address.Address) {
			sesError(w, http.StatusBadRequest, "BadRequestException", "Illegal address")
			return
		}
		id := fmt.Sprintf("0100018f-%012d-000000", s.serial.Add(1))
		s.inbox.Accept(Delivery{Channel: "edm", To: address.Address, MessageID: id, Subject: m.Content.Simple.Subject.Data, Text: text})
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"MessageId": id})
	}
}

func sesError(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", code)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

// RefuseSES writes SES's own error for a status.
func RefuseSES(w http.ResponseWriter, status int) {
	switch status {
	case http.StatusForbidden, http.StatusUnauthorized:
		sesError(w, http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid.")
	case http.StatusTooManyRequests:
		sesError(w, status, "TooManyRequestsException", "Maximum sending rate exceeded.")
	default:
		sesError(w, status, "InternalServiceErrorException", "internal")
	}
}
