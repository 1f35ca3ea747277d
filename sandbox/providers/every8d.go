package providers

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

var every8dNumber = regexp.MustCompile(`^(\+\d{8,15}|09\d{8})$`)

// EVERY8D imitates API 2.1 of one EVERY8D account. It has no idempotency key: what is
// posted twice is sent twice.
type EVERY8D struct {
	username, password string
	inbox              *Inbox

	mu     sync.Mutex
	serial int
	credit int
}

// NewEVERY8D returns an account with some credit.
func NewEVERY8D(username, password string, credit int, inbox *Inbox) *EVERY8D {
	return &EVERY8D{username: username, password: password, credit: credit, inbox: inbox}
}

func (s *EVERY8D) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	if r.PostForm.Get("UID") != s.username || r.PostForm.Get("PWD") != s.password {
		fmt.Fprint(w, "-2,API 帳號或密碼錯誤")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Method + " " + r.URL.Path {
	case "POST /API21/HTTP/getCredit.ashx":
		fmt.Fprintf(w, "%d.00", s.credit)
	case "POST /API21/HTTP/sendSMS.ashx":
		s.send(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *EVERY8D) send(w http.ResponseWriter, r *http.Request) {
	text := r.PostForm.Get("MSG")
	if text == "" {
		fmt.Fprint(w, "-1,參數錯誤")
		return
	}
	numbers := strings.Split(r.PostForm.Get("DEST"), ",")
	for _, number := range numbers {
		if !every8dNumber.MatchString(number) || s.inbox.Nobody(number) {
			fmt.Fprint(w, "-3,受話方手機號碼錯誤")
			return
		}
	}
	s.serial++
	batch := fmt.Sprintf("%08x-0000-4000-8000-000000000000", s.serial)
	sent := min(len(numbers), s.credit)
	s.credit -= sent
	for _, number := range numbers[:sent] {
		s.inbox.Accept(Delivery{Channel: "sms", To: number, MessageID: batch, Text: text})
	}
	fmt.Fprintf(w, "%d.00,%d,%d,%d,%s", s.credit, sent, sent, len(numbers)-sent, batch)
}

// RefuseEVERY8D writes what stands before EVERY8D when it is in trouble.
func RefuseEVERY8D(w http.ResponseWriter, status int) { w.WriteHeader(status) }
