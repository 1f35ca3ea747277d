package providers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"sync/atomic"
)

// Mailgun imitates the messages API of one domain of one account. It has no idempotency
// key: what is posted twice is sent twice.
type Mailgun struct {
	domain, key string
	inbox       *Inbox
	serial      atomic.Int64
}

// NewMailgun returns a domain with its account's API key.
func NewMailgun(domain, key string, inbox *Inbox) *Mailgun {
	return &Mailgun{domain: domain, key: key, inbox: inbox}
}

func (s *Mailgun) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, password, ok := r.BasicAuth()
	if !ok || user != "api" || password != s.key {
		RefuseMailgun(w, http.StatusUnauthorized)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /v4/domains/" + s.domain:
		_ = json.NewEncoder(w).Encode(map[string]any{"domain": map[string]any{"name": s.domain, "state": "active", "is_disabled": false}})
	case "POST /v3/" + s.domain + "/messages":
		s.send(w, r)
	default:
		mailgunReply(w, http.StatusNotFound, "Domain not found: "+r.URL.Path)
	}
}

func (s *Mailgun) send(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(10 << 20); err != nil {
		mailgunReply(w, http.StatusBadRequest, "form can't be read")
		return
	}
	form := r.MultipartForm.Value
	one := func(name string) string {
		if len(form[name]) == 0 {
			return ""
		}
		return form[name][0]
	}
	if _, err := mail.ParseAddress(one("from")); err != nil {
		mailgunReply(w, http.StatusBadRequest, "'from' parameter is not a valid address. please check documentation")
		return
	}
	if one("text") == "" && one("html") == "" {
		mailgunReply(w, http.StatusBadRequest, "Need at least one of 'text', 'html' or 'template' parameters specified")
		return
	}
	var to []string
	for _, list := range form["to"] {
		all, err := mail.ParseAddressList(list)
		for _, a := range all {
			if s.inbox.Nobody(a.Address) {
				all = nil
				break
			}
			to = append(to, a.Address)
		}
		if err != nil || len(all) == 0 {
			mailgunReply(w, http.StatusBadRequest, "'to' parameter is not a valid address. please check documentation")
			return
		}
	}
	id := fmt.Sprintf("2026.%d@%s", s.serial.Add(1), s.domain)
	for _, address := range to {
		s.inbox.Accept(Delivery{Channel: "edm", To: address, MessageID: id, Subject: one("subject"), Text: one("text") + "\n" + one("html")})
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"id": "<" + id + ">", "message": "Queued. Thank you."})
}

func mailgunReply(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

// RefuseMailgun writes Mailgun's own error for a status. A wrong key is answered in
// plain words.
func RefuseMailgun(w http.ResponseWriter, status int) {
	if status == http.StatusUnauthorized {
		w.WriteHeader(status)
		fmt.Fprint(w, "Forbidden")
		return
	}
	mailgunReply(w, status, http.StatusText(status))
}
