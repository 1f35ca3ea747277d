package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
	"regulars/sandbox/sandboxtest"
)

const wooPath = "/wp-json/wc/v3"

func TestFaultsOfHTTPServers(t *testing.T) {
	s := sandboxtest.Small(t)
	orders := func() (*http.Response, error) {
		return http.Get(s.URL(brand.Woo) + wooPath + "/orders?per_page=50&consumer_key=" + s.Value("SANDBOX_WOO_KEY") + "&consumer_secret=" + s.Value("SANDBOX_WOO_SECRET"))
	}
	status := func() int {
		t.Helper()
		response, err := orders()
		require.NoError(t, err)
		_ = response.Body.Close()
		return response.StatusCode
	}
	require.NoError(t, s.SetFault(brand.Woo, faults.Fault{Kind: faults.Status, Code: 429, RetryAfter: 2 * time.Second, After: 1, Requests: 2}))
	require.Equal(t, 200, status())
	response, err := orders()
	require.NoError(t, err)
	_ = response.Body.Close()
	require.Equal(t, 429, response.StatusCode)
	require.Equal(t, "2", response.Header.Get("Retry-After"))
	require.Equal(t, 429, status())
	require.Equal(t, 200, status())
	require.Equal(t, 2, s.FaultsMet(brand.Woo))

	require.NoError(t, s.SetFault(brand.Woo, faults.Fault{Kind: faults.Expired}))
	require.Equal(t, 401, status())
	s.ClearFaults(brand.Woo)
	require.Equal(t, 200, status())

	require.NoError(t, s.SetFault(brand.Woo, faults.Fault{Kind: faults.Half, Requests: 1}))
	response, err = orders()
	require.NoError(t, err)
	require.Error(t, json.NewDecoder(response.Body).Decode(&[]any{}))
	_ = response.Body.Close()

	require.NoError(t, s.SetFault(brand.Woo, faults.Fault{Kind: faults.Slow, Delay: 200 * time.Millisecond, Requests: 1}))
	started := time.Now()
	require.Equal(t, 200, status())
	require.GreaterOrEqual(t, time.Since(started), 200*time.Millisecond)

	require.Error(t, s.SetFault("nosuch", faults.Fault{Kind: faults.Slow}))
	require.Error(t, s.SetFault(brand.Woo, faults.Fault{Kind: faults.Refuse}))
	require.Error(t, s.SetFault(brand.Woo, faults.Fault{Kind: faults.Status, Code: 200}))
}

func text(t *testing.T, s *sandboxtest.Sandbox, to string) sandboxtest.Result {
	t.Helper()
	account := s.Value("SANDBOX_SMS_ACCOUNT")
	basic := base64.StdEncoding.EncodeToString([]byte(account + ":" + s.Value("SANDBOX_SMS_TOKEN")))
	form := "From=%2B886900000001&Body=hi&To=" + strings.ReplaceAll(to, "+", "%2B")
	return sandboxtest.Do(t, "POST", s.URL(sandbox.SMS)+"/2010-04-01/Accounts/"+account+"/Messages.json", form, "Authorization", "Basic "+basic, "Content-Type", "application/x-www-form-urlencoded")
}

func TestAnotherProcessReadsAndSetsFaults(t *testing.T) {
	s := sandboxtest.Small(t)
	fault := `{"server":"sms","kind":"status","code":429,"retry_after":"1s","requests":1}`
	require.Equal(t, 204, sandboxtest.Do(t, "POST", s.ControlURL()+"/sandbox/faults", fault).Status)
	require.Equal(t, 400, sandboxtest.Do(t, "POST", s.ControlURL()+"/sandbox/faults", `{"server":"sms","kind":"nosuch"}`).Status)
	limited := text(t, s, "+886912345678")
	require.Equal(t, 429, limited.Status)
	require.Contains(t, string(limited.Body), "20429")
	require.Equal(t, 201, text(t, s, "+886912345678").Status)
	require.JSONEq(t, `{"+886912345678":1}`, string(sandboxtest.Do(t, "GET", s.ControlURL()+"/sandbox/received?channel=sms", "").Body))
	require.Equal(t, 204, sandboxtest.Do(t, "POST", s.ControlURL()+"/sandbox/optout", `{"channel":"sms","to":"+886912345678"}`).Status)
	require.Equal(t, 400, text(t, s, "+886912345678").Status)
	require.Equal(t, 204, sandboxtest.Do(t, "DELETE", s.ControlURL()+"/sandbox/received", "").Status)
	require.JSONEq(t, `{}`, string(sandboxtest.Do(t, "GET", s.ControlURL()+"/sandbox/received?channel=sms", "").Body))
}
