package providers

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

const smsPath = "/2010-04-01/Accounts/"

var e164Text = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// SMS imitates Twilio's Messages resource of one account. It has no idempotency
// key: what is posted twice is sent twice.
type SMS struct {
	sid, token string
	inbox      *Inbox
	serial     atomic.Int64
}

// NewSMS returns an account with its SID and auth token.
func NewSMS(sid, token string, inbox *Inbox) *SMS { return &SMS{sid: sid, token: token, inbox: inbox} }

func (s *SMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	user, password, ok := r.BasicAuth()
	if !ok || user != s.sid || password != s.token {
		RefuseSMS(w, http.StatusUnauthorized)
		return
	}
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, smsPath+s.sid) {
	case "POST /Messages.json":
		s.create(w, r)
	case "GET /Messages.json":
		s.list(w, r)
	case "GET .json":
		_ = json.NewEncoder(w).Encode(map[string]any{"sid": s.sid, "friendly_name": "sandbox", "status": "active", "type": "Full"})
	default:
		RefuseSMS(w, http.StatusNotFound)
	}
}

func (s *SMS) create(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		smsError(w, 400, 20001, "The form could not be read")
		return
	}
	to, body, sender := r.PostForm.Get("To"), r.PostForm.Get("Body"), r.PostForm.Get("From")+r.PostForm.Get("MessagingServiceSid")
	switch {
	case to == "":
		smsError(w, 400, 21604, "A 'To' phone number is required.")
	case !e164Text.MatchString(to), s.inbox.Nobody(to):
		smsError(w, 400, 21211, "Invalid 'To' Phone Number: "+to)
	case sender == "":
		smsError(w, 400, 21603, "A 'From' phone number is required.")
	case body == "":
		smsError(w, 400, 21602, "Message body is required.")
	case utf8.RuneCountInString(body) > 1600:
		smsError(w, 400, 21617, "The concatenated message body exceeds the 1600 character limit.")
	case s.inbox.Refuses(to):
		smsError(w, 400, 21610, "Attempt to send to unsubscribed recipient")
	default:
		s.accept(w, r, to, body)
	}
}

func (s *SMS) accept(w http.ResponseWriter, r *http.Request, to, body string) {
	sid := fmt.Sprintf("SM%x", md5.Sum([]byte(strconv.FormatInt(s.serial.Add(1), 10)+to)))
	d := Delivery{Channel: "sms", To: to, MessageID: sid, Text: body}
	s.inbox.Accept(d)
	w.WriteHeader(http.StatusCreated)
	d.At = time.Now()
	answer := s.message(d)
	answer["from"] = orNil(r.PostForm.Get("From"))
	answer["messaging_service_sid"] = orNil(r.PostForm.Get("MessagingServiceSid"))
	_ = json.NewEncoder(w).Encode(answer)
}

func (s *SMS) message(d Delivery) map[string]any {
	at := d.At.UTC().Format(time.RFC1123Z)
	return map[string]any{
		"sid": d.MessageID, "account_sid": s.sid, "to": d.To, "from": nil, "messaging_service_sid": nil, "body": d.Text, "status": "queued",
		"direction": "outbound-api", "num_segments": strconv.Itoa(1 + len([]rune(d.Text))/70), "num_media": "0", "price": nil, "price_unit": "USD",
		"error_code": nil, "error_message": nil, "date_created": at, "date_sent": nil, "date_updated": at, "api_version": "2010-04-01",
		"uri": smsPath + s.sid + "/Messages/" + d.MessageID + ".json",
	}
}

// list answers what was accepted for a number, the newest first, in pages.
func (s *SMS) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	size, page := numberOr(query.Get("PageSize"), 50), numberOr(query.Get("Page"), 0)
	messages := []map[string]any{}
	for _, d := range slices.Backward(s.inbox.Deliveries()) {
		if to := query.Get("To"); to == "" || d.To == to {
			messages = append(messages, s.message(d))
		}
	}
	from := min(page*size, len(messages))
	answer := map[string]any{"messages": messages[from:min(from+size, len(messages))], "page": page, "page_size": size, "next_page_uri": nil}
	if from+size < len(messages) {
		query.Set("Page", strconv.Itoa(page+1))
		answer["next_page_uri"] = r.URL.Path + "?" + query.Encode()
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func numberOr(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return otherwise
}

func smsError(w http.ResponseWriter, status, code int, message string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"code": code, "message": message, "more_info": "https://www.twilio.com/docs/errors/" + strconv.Itoa(code), "status": status,
	})
}

// RefuseSMS writes Twilio's own error for a status.
func RefuseSMS(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	switch status {
	case http.StatusUnauthorized:
		smsError(w, status, 20003, "Authenticate")
	case http.StatusNotFound:
		smsError(w, status, 20404, "The requested resource was not found")
	case http.StatusTooManyRequests:
		smsError(w, status, 20429, "Too Many Requests")
	default:
		smsError(w, status, 20500, "An internal server error has occurred")
	}
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
