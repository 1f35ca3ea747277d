package providers

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	lineMulticastMax = 500
	lineMessagesMax  = 5
	retryKeyLife     = 24 * time.Hour
)

var (
	lineUser = regexp.MustCompile(`^U[0-9a-f]{32}$`)
	uuidText = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
)

// LINE imitates the Messaging API of one LINE account. It remembers retry keys,
// so that a message that was accepted once isn't accepted again.
type LINE struct {
	Quota atomic.Int64 // messages that are accepted in a month; 0: no limit

	token string
	inbox *Inbox

	mu     sync.Mutex
	keys   map[string]accepted
	used   int64
	serial int64
}

type accepted struct {
	requestID string
	body      []byte // the answer's sentMessages; empty for a multicast
	at        time.Time
}

// NewLINE returns an account with a channel access token.
func NewLINE(token string, inbox *Inbox) *LINE {
	return &LINE{token: token, inbox: inbox, keys: map[string]accepted{}}
}

func (s *LINE) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	requestID := s.next()
	w.Header().Set("X-Line-Request-Id", requestID)
	if r.Header.Get("Authorization") != "Bearer "+s.token {
		RefuseLINE(w, http.StatusUnauthorized)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "POST /v2/bot/message/push", "POST /v2/bot/message/multicast":
		s.send(w, r, requestID, strings.HasSuffix(r.URL.Path, "multicast"))
	case "POST /v2/bot/message/validate/push", "POST /v2/bot/message/validate/multicast":
		s.validate(w, r)
	case "GET /v2/bot/message/quota":
		s.answerQuota(w)
	case "GET /v2/bot/message/quota/consumption":
		s.mu.Lock()
		used := s.used
		s.mu.Unlock()
		fmt.Fprintf(w, `{"totalUsage":%d}`, used)
	case "GET /v2/bot/info":
		fmt.Fprint(w, `{"userId":"U00000000000000000000000000000000","basicId":"@sandbox","displayName":"山嵐選物","chatMode":"bot","markAsReadMode":"auto"}`)
	default:
		lineError(w, http.StatusNotFound, "Not found")
	}
}

func (s *LINE) next() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	return fmt.Sprintf("%08x-0000-4000-8000-%012x", s.serial>>16, s.serial)
}

func (s *LINE) answerQuota(w http.ResponseWriter) {
	quota := s.Quota.Load()
	if quota == 0 {
		fmt.Fprint(w, `{"type":"none"}`)
		return
	}
	fmt.Fprintf(w, `{"type":"limited","value":%d}`, quota)
}

// lineRequest is the body of a push (to is one id) or a multicast (to is many).
type lineRequest struct {
	To       json.RawMessage   `json:"to"`
	Messages []json.RawMessage `json:"messages"`
}

// recipients returns the ids, or what is wrong with the request.
func (q lineRequest) recipients(many bool) (to []string, problem string) {
	if len(q.Messages) < 1 || len(q.Messages) > lineMessagesMax {
		return nil, fmt.Sprintf("Size must be between 1 and %d (messages)", lineMessagesMax)
	}
	if !many {
		var one string
		if json.Unmarshal(q.To, &one) != nil {
			return nil, "The property, 'to', in the request body is invalid"
		}
		to = []string{one}
	} else if json.Unmarshal(q.To, &to) != nil || len(to) < 1 || len(to) > lineMulticastMax {
		return nil, fmt.Sprintf("Size must be between 1 and %d (to)", lineMulticastMax)
	}
	for _, id := range to {
		if !lineUser.MatchString(id) {
			return nil, "The property, 'to', in the request body is invalid"
		}
	}
	return to, ""
}

func readLine(r *http.Request) (q lineRequest, problem string) {
	if err := json.NewDecoder(io.LimitReader(r.Body, 2<<20)).Decode(&q); err != nil {
		return q, "The request body could not be parsed as JSON"
	}
	return q, ""
}

func (s *LINE) send(w http.ResponseWriter, r *http.Request, requestID string, many bool) {
	q, problem := readLine(r)
	var to []string
	if problem == "" {
		to, problem = q.recipients(many)
	}
	key := r.Header.Get("X-Line-Retry-Key")
	if problem == "" && key != "" && !uuidText.MatchString(key) {
		problem = "Invalid retry key"
	}
	if problem != "" {
		lineError(w, http.StatusBadRequest, problem)
		return
	}
	if slices.ContainsFunc(to, s.inbox.Nobody) {
		lineError(w, http.StatusBadRequest, "Failed to send messages")
		return
	}
	answer, refused := s.reserve(w, key, requestID, len(to), many)
	if refused {
		return
	}
	for _, id := range to {
		s.inbox.Accept(Delivery{Channel: "line", To: id, MessageID: requestID, RetryKey: key, Text: lineText(q.Messages)})
	}
	_, _ = w.Write(answer)
}

// reserve books the messages on the quota and the retry key, or answers 409 for
// a known key and 429 for a quota that is used up.
func (s *LINE) reserve(w http.ResponseWriter, key, requestID string, count int, many bool) (answer []byte, refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.keys[key]; ok && key != "" && time.Since(old.at) < retryKeyLife {
		w.Header().Set("X-Line-Accepted-Request-Id", old.requestID)
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, `{"message":"The retry key is already accepted"%s}`, old.body)
		return nil, true
	}
	if quota := s.Quota.Load(); quota > 0 && s.used+int64(count) > quota {
		lineError(w, http.StatusTooManyRequests, "You have reached your monthly limit.")
		return nil, true
	}
	s.used += int64(count)
	entry := accepted{requestID: requestID, at: time.Now()}
	answer = []byte("{}")
	if !many {
		sent := `"sentMessages":[{"id":"` + strconv.FormatInt(460_000_000_000_000_000+s.serial, 10) + `","quoteToken":"q` + strconv.FormatInt(s.serial, 36) + `"}]`
		entry.body = []byte("," + sent)
		answer = []byte("{" + sent + "}")
	}
	if key != "" {
		s.keys[key] = entry
	}
	return answer, false
}

func (s *LINE) validate(w http.ResponseWriter, r *http.Request) {
	q, problem := readLine(r)
	if problem == "" && (len(q.Messages) < 1 || len(q.Messages) > lineMessagesMax) {
		problem = fmt.Sprintf("Size must be between 1 and %d (messages)", lineMessagesMax)
	}
	if problem != "" {
		lineError(w, http.StatusBadRequest, problem)
		return
	}
	fmt.Fprint(w, "{}")
}

func lineText(messages []json.RawMessage) string {
	var texts []string
	for _, raw := range messages {
		var m struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(raw, &m) == nil && m.Text != "" {
			texts = append(texts, m.Text)
		}
	}
	return strings.Join(texts, "\n")
}

func lineError(w http.ResponseWriter, status int, message string) {
	body, _ := json.Marshal(map[string]string{"message": message})
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// RefuseLINE writes LINE's own error for a status. A rate limit comes without
// any header that says when it ends.
func RefuseLINE(w http.ResponseWriter, status int) {
	message := "An error occurred"
	switch status {
	case http.StatusUnauthorized:
		message = "Authentication failed. Confirm that the access token in the authorization header is valid."
	case http.StatusTooManyRequests:
		message = "The API rate limit has been exceeded. Try again later."
	}
	w.Header().Set("Content-Type", "application/json")
	lineError(w, status, message)
}
