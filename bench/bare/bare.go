package bare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// What requests log in with.
const (
	Account = "AC00000000000000000000000000000000"
	Token   = "token"
)

// LinePush is the request of a push to the person of a number.
func LinePush(endpoint string, i int) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{
		"to": fmt.Sprintf("U%032d", i), "messages": []map[string]string{{"type": "text", "text": fmt.Sprintf("王小明%d您好，好久不見，回來看看吧。", i)}},
	})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(http.MethodPost, endpoint+"/v2/bot/message/push", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+Token)
	r.Header.Set("X-Line-Retry-Key", fmt.Sprintf("00000000-0000-4000-8000-%012d", i))
	return r, nil
}

// TwilioMessage is the request of an SMS to the person of a number.
func TwilioMessage(endpoint string, i int) (*http.Request, error) {
	form := url.Values{"To": {fmt.Sprintf("+8869%08d", i)}, "From": {"+886900000000"}, "Body": {fmt.Sprintf("王小明%d您好，好久不見，回來看看吧。", i)}}
	r, err := http.NewRequest(http.MethodPost, endpoint+"/2010-04-01/Accounts/"+Account+"/Messages.json", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(Account, Token)
	return r, nil
}

// Provider is a provider on loopback that takes everything: LINE's pushes, with no limit of
// the month, and Twilio's messages. It is a part of this process.
func Provider() *httptest.Server {
	answer := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Line-Request-Id", "123e4567-e89b-12d3-a456-426655440000") // by which LINE's own answers are known
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /v2/bot/message/quota", answer(http.StatusOK, `{"type":"none"}`))
	mux.Handle("GET /v2/bot/message/quota/consumption", answer(http.StatusOK, `{"totalUsage":0}`))
	mux.Handle("POST /v2/bot/message/push", answer(http.StatusOK, `{"sentMessages":[{"id":"461230966842064897"}]}`))
	mux.Handle("POST /2010-04-01/", answer(http.StatusCreated, `{"sid":"SM00000000000000000000000000000000","status":"queued"}`))
	return httptest.NewServer(mux)
}
