package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const retryKey = "123e4567-e89b-42d3-a456-426614174000"

func lineID(n int) string { return fmt.Sprintf("U%032x", n) }

func (s *Sandbox) post(t *testing.T, path, body string, header ...string) result {
	t.Helper()
	header = append(header, "Authorization", "Bearer "+env(s, "SANDBOX_LINE_TOKEN"), "Content-Type", "application/json")
	return do(t, "POST", s.URL(LINE)+path, body, header...)
}

func TestLineAcceptsARetryKeyOnce(t *testing.T) {
	s := start(t)
	body := `{"to":"` + lineID(1) + `","messages":[{"type":"text","text":"哈囉"}]}`
	first := s.post(t, "/v2/bot/message/push", body, "X-Line-Retry-Key", retryKey)
	require.Equal(t, 200, first.status)
	var sent struct{ SentMessages []struct{ ID string } }
	require.NoError(t, json.Unmarshal(first.body, &sent))
	again := s.post(t, "/v2/bot/message/push", body, "X-Line-Retry-Key", retryKey)
	require.Equal(t, 409, again.status)
	require.Equal(t, first.header.Get("X-Line-Request-Id"), again.header.Get("X-Line-Accepted-Request-Id"))
	require.Contains(t, string(again.body), sent.SentMessages[0].ID)
	require.Equal(t, map[string]int{lineID(1): 1}, s.Received("line"))
	require.Equal(t, "哈囉", s.Deliveries("line")[0].Text)
	require.Equal(t, 200, s.post(t, "/v2/bot/message/push", body).status, "without a key it is sent again")
	require.Equal(t, 2, s.Received("line")[lineID(1)])
}

func TestLineMulticastQuotaAndLimits(t *testing.T) {
	s := start(t, func(o *Options) { o.LineQuota = 500 })
	to := func(n int) string {
		var ids []string
		for i := range n {
			ids = append(ids, `"`+lineID(i)+`"`)
		}
		return `{"to":[` + strings.Join(ids, ",") + `],"messages":[{"type":"text","text":"x"}]}`
	}
	require.Equal(t, 400, s.post(t, "/v2/bot/message/multicast", to(501)).status)
	require.Equal(t, 400, s.post(t, "/v2/bot/message/multicast", `{"to":["nobody"],"messages":[{"type":"text","text":"x"}]}`).status)
	require.Equal(t, 400, s.post(t, "/v2/bot/message/multicast", to(1), "X-Line-Retry-Key", "1").status)
	require.Empty(t, s.Received("line"))
	require.JSONEq(t, "{}", string(s.post(t, "/v2/bot/message/multicast", to(500)).body))
	require.Len(t, s.Received("line"), 500)
	over := s.post(t, "/v2/bot/message/multicast", to(1))
	require.Equal(t, 429, over.status)
	require.Contains(t, string(over.body), "monthly limit")
	bearer := []string{"Authorization", "Bearer " + env(s, "SANDBOX_LINE_TOKEN")}
	require.JSONEq(t, `{"totalUsage":500}`, string(do(t, "GET", s.URL(LINE)+"/v2/bot/message/quota/consumption", "", bearer...).body))
	require.JSONEq(t, `{"type":"limited","value":500}`, string(do(t, "GET", s.URL(LINE)+"/v2/bot/message/quota", "", bearer...).body))
	require.Equal(t, 401, do(t, "GET", s.URL(LINE)+"/v2/bot/info", "").status)
	require.Equal(t, 200, do(t, "GET", s.URL(LINE)+"/v2/bot/info", "", bearer...).status)
}

func (s *Sandbox) text(t *testing.T, to string) result {
	t.Helper()
	account := env(s, "SANDBOX_SMS_ACCOUNT")
	basic := base64.StdEncoding.EncodeToString([]byte(account + ":" + env(s, "SANDBOX_SMS_TOKEN")))
	form := "From=%2B886900000001&Body=hi&To=" + strings.ReplaceAll(to, "+", "%2B")
	return do(t, "POST", s.URL(SMS)+smsPath+account+"/Messages.json", form, "Authorization", "Basic "+basic, "Content-Type", "application/x-www-form-urlencoded")
}

func TestSMSAnswersAsTwilio(t *testing.T) {
	s := start(t)
	r := s.text(t, "+886912345678")
	require.Equal(t, 201, r.status)
	var message map[string]any
	require.NoError(t, json.Unmarshal(r.body, &message))
	require.Regexp(t, `^SM[0-9a-f]{32}$`, message["sid"])
	require.Equal(t, "queued", message["status"])
	s.text(t, "+886912345678")
	require.Equal(t, 2, s.Received("sms")["+886912345678"], "Twilio has no idempotency key")
	bad := s.text(t, "0912345678")
	require.Equal(t, 400, bad.status)
	require.Contains(t, string(bad.body), `"code":21211`)
	require.NoError(t, s.OptOut("sms", "+886911111111"))
	require.Contains(t, string(s.text(t, "+886911111111").body), `"code":21610`)
	require.Equal(t, 401, do(t, "POST", s.URL(SMS)+smsPath+"AC0/Messages.json", "").status)
}

func (s *Sandbox) mail(to string) error {
	body := "From: shop@example.com\r\nTo: " + to + "\r\nMessage-ID: <m1@example.com>\r\nSubject: =?UTF-8?B?5ZOI5ZuJ?=\r\n\r\nhi\r\n"
	return smtp.SendMail(s.URL(SMTP), nil, "shop@example.com", []string{to}, []byte(body))
}

func TestSMTPCountsAndRefuses(t *testing.T) {
	s := start(t)
	require.NoError(t, s.mail("a@example.com"))
	require.NoError(t, s.mail("a@example.com"))
	require.Equal(t, map[string]int{"a@example.com": 2}, s.Received("edm"))
	d := s.Deliveries("edm")[0]
	require.Equal(t, "m1@example.com", d.MessageID)
	require.Equal(t, "哈囉", d.Subject)
	require.NoError(t, s.OptOut("edm", "b@example.com"))
	require.ErrorContains(t, s.mail("b@example.com"), "550")

	for _, stage := range []string{"connect", "mail", "rcpt", "data"} {
		require.NoError(t, s.SetFault(SMTP, Fault{Kind: Refuse, Code: 450, Stage: stage, Requests: 1}))
		require.ErrorContains(t, s.mail("c@example.com"), "450", stage)
		require.NoError(t, s.mail("c@example.com"), stage)
	}
	require.NoError(t, s.SetFault(SMTP, Fault{Kind: Refuse, Code: 421, Stage: "connect", For: 100 * time.Millisecond}))
	require.ErrorContains(t, s.mail("d@example.com"), "421")
	time.Sleep(150 * time.Millisecond)
	require.NoError(t, s.mail("d@example.com"))

	require.NoError(t, s.SetFault(SMTP, Fault{Kind: Cut, Requests: 1}))
	require.Error(t, s.mail("e@example.com"))
	require.Equal(t, 1, s.Received("edm")["e@example.com"], "cut after it was accepted")
}

func TestFaultsOfHTTPServers(t *testing.T) {
	s := start(t)
	orders := func() (*http.Response, error) {
		return http.Get(s.URL(Woo) + wooPath + "/orders?per_page=50&consumer_key=" + env(s, "SANDBOX_WOO_KEY") + "&consumer_secret=" + env(s, "SANDBOX_WOO_SECRET"))
	}
	status := func() int {
		t.Helper()
		response, err := orders()
		require.NoError(t, err)
		response.Body.Close()
		return response.StatusCode
	}
	require.NoError(t, s.SetFault(Woo, Fault{Kind: Status, Code: 429, RetryAfter: 2 * time.Second, After: 1, Requests: 2}))
	require.Equal(t, 200, status())
	response, err := orders()
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, 429, response.StatusCode)
	require.Equal(t, "2", response.Header.Get("Retry-After"))
	require.Equal(t, 429, status())
	require.Equal(t, 200, status())
	require.Equal(t, 2, s.FaultsMet(Woo))

	require.NoError(t, s.SetFault(Woo, Fault{Kind: Expired}))
	require.Equal(t, 401, status())
	s.ClearFaults(Woo)
	require.Equal(t, 200, status())

	require.NoError(t, s.SetFault(Woo, Fault{Kind: Half, Requests: 1}))
	response, err = orders()
	require.NoError(t, err)
	require.Error(t, json.NewDecoder(response.Body).Decode(&[]any{}))
	response.Body.Close()

	require.NoError(t, s.SetFault(Woo, Fault{Kind: Slow, Delay: 200 * time.Millisecond, Requests: 1}))
	started := time.Now()
	require.Equal(t, 200, status())
	require.GreaterOrEqual(t, time.Since(started), 200*time.Millisecond)

	require.Error(t, s.SetFault("nosuch", Fault{Kind: Slow}))
	require.Error(t, s.SetFault(Woo, Fault{Kind: Refuse}))
	require.Error(t, s.SetFault(Woo, Fault{Kind: Status, Code: 200}))
}

// A cut connection loses the answer, not the message: the next try with the same
// key must find it accepted.
func TestLineCutAfterAccepting(t *testing.T) {
	s := start(t)
	require.NoError(t, s.SetFault(LINE, Fault{Kind: Cut, Path: "push", Requests: 1}))
	body := `{"to":"` + lineID(7) + `","messages":[{"type":"text","text":"x"}]}`
	request, err := http.NewRequest("POST", s.URL(LINE)+"/v2/bot/message/push", strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+env(s, "SANDBOX_LINE_TOKEN"))
	request.Header.Set("X-Line-Retry-Key", retryKey)
	_, err = http.DefaultTransport.RoundTrip(request)
	require.Error(t, err)
	require.Equal(t, 1, s.Received("line")[lineID(7)])
	require.Equal(t, 409, s.post(t, "/v2/bot/message/push", body, "X-Line-Retry-Key", retryKey).status)
	require.Equal(t, 1, s.Received("line")[lineID(7)])
}

func TestAnotherProcessReadsAndSetsFaults(t *testing.T) {
	s := start(t)
	fault := `{"server":"sms","kind":"status","code":429,"retry_after":"1s","requests":1}`
	require.Equal(t, 204, do(t, "POST", s.ControlURL()+"/sandbox/faults", fault).status)
	require.Equal(t, 400, do(t, "POST", s.ControlURL()+"/sandbox/faults", `{"server":"sms","kind":"nosuch"}`).status)
	limited := s.text(t, "+886912345678")
	require.Equal(t, 429, limited.status)
	require.Contains(t, string(limited.body), "20429")
	require.Equal(t, 201, s.text(t, "+886912345678").status)
	require.JSONEq(t, `{"+886912345678":1}`, string(do(t, "GET", s.ControlURL()+"/sandbox/received?channel=sms", "").body))
	require.Equal(t, 204, do(t, "POST", s.ControlURL()+"/sandbox/optout", `{"channel":"sms","to":"+886912345678"}`).status)
	require.Equal(t, 400, s.text(t, "+886912345678").status)
	require.Equal(t, 204, do(t, "DELETE", s.ControlURL()+"/sandbox/received", "").status)
	require.JSONEq(t, `{}`, string(do(t, "GET", s.ControlURL()+"/sandbox/received?channel=sms", "").body))
}
