package providers

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	mitakeKeyLife = 12 * time.Hour
	mitakeLines   = 500
)

var taiwanMobile = regexp.MustCompile(`^09\d{8}$`)

// Mitake imitates the bulk and the query interface of one Mitake account. It remembers
// each ClientID for half a day, and answers what became of the first message with it.
type Mitake struct {
	username, password string
	inbox              *Inbox

	mu     sync.Mutex
	known  map[string]mitakeMessage
	serial int
	points int
}

type mitakeMessage struct {
	id string
	at time.Time
}

// NewMitake returns an account with a number of points.
func NewMitake(username, password string, points int, inbox *Inbox) *Mitake {
	return &Mitake{username: username, password: password, points: points, inbox: inbox, known: map[string]mitakeMessage{}}
}

func (s *Mitake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	query := r.URL.Query()
	if query.Get("username") != s.username || query.Get("password") != s.password {
		fmt.Fprint(w, "statuscode=e\r\nError=帳號、密碼錯誤\r\n")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Method + " " + r.URL.Path {
	case "GET /SmQuery":
		fmt.Fprintf(w, "AccountPoint=%d\r\n", s.points)
	case "POST /SmBulkSend":
		s.bulk(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *Mitake) bulk(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	lines := strings.Split(strings.TrimSuffix(string(body), "\r\n"), "\r\n")
	if len(lines) > mitakeLines || r.URL.Query().Get("Encoding_PostIn") != "UTF8" {
		fmt.Fprint(w, "statuscode=*\r\n")
		return
	}
	for _, line := range lines {
		fields := strings.SplitN(line, "$$", 7)
		if len(fields) != 7 || fields[0] == "" || len(fields[0]) > 36 {
			fmt.Fprint(w, "statuscode=*\r\n")
			return
		}
		fmt.Fprintf(w, "[%s]\r\n", fields[0])
		s.line(w, fields)
	}
	fmt.Fprintf(w, "AccountPoint=%d\r\n", s.points)
}

func (s *Mitake) line(w io.Writer, fields []string) {
	key, number, text := fields[0], fields[1], strings.ReplaceAll(fields[6], "\x06", "\n")
	if old, ok := s.known[key]; ok && time.Since(old.at) < mitakeKeyLife {
		fmt.Fprintf(w, "msgid=%s\r\nstatuscode=1\r\nDuplicate=Y\r\n", old.id)
		return
	}
	full := "+886" + strings.TrimPrefix(number, "0")
	switch {
	case !taiwanMobile.MatchString(number), s.inbox.Nobody(full):
		fmt.Fprint(w, "statuscode=v\r\n")
		return
	case text == "":
		fmt.Fprint(w, "statuscode=u\r\n")
		return
	case s.points <= 0:
		fmt.Fprint(w, "statuscode=s\r\n")
		return
	}
	s.serial++
	s.points--
	id := strconv.Itoa(1010079522 + s.serial)
	s.known[key] = mitakeMessage{id, time.Now()}
	s.inbox.Accept(Delivery{Channel: "sms", To: full, MessageID: id, RetryKey: key, Text: text})
	fmt.Fprintf(w, "msgid=%s\r\nstatuscode=1\r\n", id)
}

// RefuseMitake writes what stands before Mitake when it is in trouble.
func RefuseMitake(w http.ResponseWriter, status int) { w.WriteHeader(status) }
