package providers_test

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

	"regulars/sandbox"
	"regulars/sandbox/faults"
	"regulars/sandbox/sandboxtest"
)

const smsPath = "/2010-04-01/Accounts/"

const retryKey = "123e4567-e89b-42d3-a456-426614174000"

func lineID(n int) string { return fmt.Sprintf("U%032x", n) }

func post(t *testing.T, s *sandboxtest.Sandbox, path, body string, header ...string) sandboxtest.Result {
	t.Helper()
	header = append(header, "Authorization", "Bearer "+s.Value("SANDBOX_LINE_TOKEN"), "Content-Type", "application/json")
	return sandboxtest.Do(t, "POST", s.URL(sandbox.LINE)+path, body, header...)
}

func TestLineAcceptsARetryKeyOnce(t *testing.T) {
	s := sandboxtest.Small(t)
	body := `{"to":"` + lineID(1) + `","messages":[{"type":"text","text":"哈囉"}]}`
	first := post(t, s, "/v2/bot/message/push", body, "X-Line-Retry-Key", retryKey)
	require.Equal(t, 200, first.Status)
	var sent struct{ SentMessages []struct{ ID string } }
	require.NoError(t, json.Unmarshal(first.Body, &sent))
	again := post(t, s, "/v2/bot/message/push", body, "X-Line-Retry-Key", retryKey)
	require.Equal(t, 409, again.Status)
	require.Equal(t, first.Header.Get("X-Line-Request-Id"), again.Header.Get("X-Line-Accepted-Request-Id"))
	require.Contains(t, string(again.Body), sent.SentMessages[0].ID)
	require.Equal(t, map[string]int{lineID(1): 1}, s.Received("line"))
	require.Equal(t, "哈囉", s.Deliveries("line")[0].Text)
	require.Equal(t, 200, post(t, s, "/v2/bot/message/push", body).Status, "without a key it is sent again")
	require.Equal(t, 2, s.Received("line")[lineID(1)])
}

func TestLineMulticastQuotaAndLimits(t *testing.T) {
	s := sandboxtest.Small(t, func(o *sandbox.Options) { o.LineQuota = 500 })
	to := func(n int) string {
		var ids []string
		for i := range n {
			ids = append(ids, `"`+lineID(i)+`"`)
		}
		return `{"to":[` + strings.Join(ids, ",") + `],"messages":[{"type":"text","text":"x"}]}`
	}
	require.Equal(t, 400, post(t, s, "/v2/bot/message/multicast", to(501)).Status)
	require.Equal(t, 400, post(t, s, "/v2/bot/message/multicast", `{"to":["nobody"],"messages":[{"type":"text","text":"x"}]}`).Status)
	require.Equal(t, 400, post(t, s, "/v2/bot/message/multicast", to(1), "X-Line-Retry-Key", "1").Status)
	require.Empty(t, s.Received("line"))
	require.JSONEq(t, "{}", string(post(t, s, "/v2/bot/message/multicast", to(500)).Body))
	require.Len(t, s.Received("line"), 500)
	over := post(t, s, "/v2/bot/message/multicast", to(1))
	require.Equal(t, 429, over.Status)
	require.Contains(t, string(over.Body), "monthly limit")
	bearer := []string{"Authorization", "Bearer " + s.Value("SANDBOX_LINE_TOKEN")}
	require.JSONEq(t, `{"totalUsage":500}`, string(sandboxtest.Do(t, "GET", s.URL(sandbox.LINE)+"/v2/bot/message/quota/consumption", "", bearer...).Body))
	require.JSONEq(t, `{"type":"limited","value":500}`, string(sandboxtest.Do(t, "GET", s.URL(sandbox.LINE)+"/v2/bot/message/quota", "", bearer...).Body))
	require.Equal(t, 401, sandboxtest.Do(t, "GET", s.URL(sandbox.LINE)+"/v2/bot/info", "").Status)
	require.Equal(t, 200, sandboxtest.Do(t, "GET", s.URL(sandbox.LINE)+"/v2/bot/info", "", bearer...).Status)
}

func text(t *testing.T, s *sandboxtest.Sandbox, to string) sandboxtest.Result {
	t.Helper()
	account := s.Value("SANDBOX_SMS_ACCOUNT")
	basic := base64.StdEncoding.EncodeToString([]byte(account + ":" + s.Value("SANDBOX_SMS_TOKEN")))
	form := "From=%2B886900000001&Body=hi&To=" + strings.ReplaceAll(to, "+", "%2B")
	return sandboxtest.Do(t, "POST", s.URL(sandbox.SMS)+smsPath+account+"/Messages.json", form, "Authorization", "Basic "+basic, "Content-Type", "application/x-www-form-urlencoded")
}

func TestSMSAnswersAsTwilio(t *testing.T) {
	s := sandboxtest.Small(t)
	r := text(t, s, "+886912345678")
	require.Equal(t, 201, r.Status)
	var message map[string]any
	require.NoError(t, json.Unmarshal(r.Body, &message))
	require.Regexp(t, `^SM[0-9a-f]{32}$`, message["sid"])
	require.Equal(t, "queued", message["status"])
	text(t, s, "+886912345678")
	require.Equal(t, 2, s.Received("sms")["+886912345678"], "Twilio has no idempotency key")
	bad := text(t, s, "0912345678")
	require.Equal(t, 400, bad.Status)
	require.Contains(t, string(bad.Body), `"code":21211`)
	require.NoError(t, s.OptOut("sms", "+886911111111"))
	require.Contains(t, string(text(t, s, "+886911111111").Body), `"code":21610`)
	require.Equal(t, 401, sandboxtest.Do(t, "POST", s.URL(sandbox.SMS)+smsPath+"AC0/Messages.json", "").Status)
}

func mail(s *sandboxtest.Sandbox, to string) error {
	body := "From: shop@example.com\r\nTo: " + to + "\r\nMessage-ID: <m1@example.com>\r\nSubject: =?UTF-8?B?5ZOI5ZuJ?=\r\n\r\nhi\r\n"
	return smtp.SendMail(s.URL(sandbox.SMTP), nil, "shop@example.com", []string{to}, []byte(body))
}

func TestSMTPCountsAndRefuses(t *testing.T) {
	s := sandboxtest.Small(t)
	require.NoError(t, mail(s, "a@example.com"))
	require.NoError(t, mail(s, "a@example.com"))
	require.Equal(t, map[string]int{"a@example.com": 2}, s.Received("edm"))
	d := s.Deliveries("edm")[0]
	require.Equal(t, "m1@example.com", d.MessageID)
	require.Equal(t, "哈囉", d.Subject)
	require.NoError(t, s.OptOut("edm", "b@example.com"))
	require.ErrorContains(t, mail(s, "b@example.com"), "550")

	for _, stage := range []string{"connect", "mail", "rcpt", "data"} {
		require.NoError(t, s.SetFault(sandbox.SMTP, faults.Fault{Kind: faults.Refuse, Code: 450, Stage: stage, Requests: 1}))
		require.ErrorContains(t, mail(s, "c@example.com"), "450", stage)
		require.NoError(t, mail(s, "c@example.com"), stage)
	}
	require.NoError(t, s.SetFault(sandbox.SMTP, faults.Fault{Kind: faults.Refuse, Code: 421, Stage: "connect", For: 100 * time.Millisecond}))
	require.ErrorContains(t, mail(s, "d@example.com"), "421")
	time.Sleep(150 * time.Millisecond)
	require.NoError(t, mail(s, "d@example.com"))

	require.NoError(t, s.SetFault(sandbox.SMTP, faults.Fault{Kind: faults.Cut, Requests: 1}))
	require.Error(t, mail(s, "e@example.com"))
	require.Equal(t, 1, s.Received("edm")["e@example.com"], "cut after it was accepted")
}

// A cut connection loses the answer, not the message: the next try with the same
// key must find it accepted.
func TestLineCutAfterAccepting(t *testing.T) {
	s := sandboxtest.Small(t)
	require.NoError(t, s.SetFault(sandbox.LINE, faults.Fault{Kind: faults.Cut, Path: "push", Requests: 1}))
	body := `{"to":"` + lineID(7) + `","messages":[{"type":"text","text":"x"}]}`
	request, err := http.NewRequest("POST", s.URL(sandbox.LINE)+"/v2/bot/message/push", strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+s.Value("SANDBOX_LINE_TOKEN"))
	request.Header.Set("X-Line-Retry-Key", retryKey)
	_, err = http.DefaultTransport.RoundTrip(request)
	require.Error(t, err)
	require.Equal(t, 1, s.Received("line")[lineID(7)])
	require.Equal(t, 409, post(t, s, "/v2/bot/message/push", body, "X-Line-Retry-Key", retryKey).Status)
	require.Equal(t, 1, s.Received("line")[lineID(7)])
}
