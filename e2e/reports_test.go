package e2e

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs by it
	"encoding/base64"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
)

// reports is Twilio as it reports what became of each text: twice each, in any order, and
// again while nobody answers.
type reports struct {
	w       *world
	address string // of the brand's webhook
	end     chan struct{}
	done    sync.WaitGroup
	taken   map[string]int // reports that the worker acknowledged, by message
	refused int            // connections, and answers that ask for the same again
	wrong   string         // an answer that Twilio would not repeat
}

// reportTexts lets Twilio report to the worker, whose address it fixes: call it before the
// first worker starts.
func (w *world) reportTexts() *reports {
	w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(w.t, err)
	listen := listener.Addr().String()
	require.NoError(w.t, listener.Close())
	w.env = append(w.env, "E2E_LISTEN="+listen)
	r := &reports{w: w, address: "http://" + listen + "/answers/" + w.brand + "/sms", end: make(chan struct{}), taken: map[string]int{}}
	r.done.Go(r.run)
	w.t.Cleanup(r.stop)
	return r
}

func (r *reports) stop() {
	select {
	case <-r.end:
	default:
		close(r.end)
	}
	r.done.Wait()
}

func (r *reports) run() {
	for {
		left := r.round()
		select {
		case <-r.end:
			if left == 0 || r.wrong != "" || r.refused > 100_000 {
				return
			}
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// round reports once what was not reported twice, in a random order, and returns how many
// of them the worker didn't take.
func (r *reports) round() (left int) {
	arrived := r.w.Deliveries("sms")
	rand.Shuffle(len(arrived), func(i, j int) { arrived[i], arrived[j] = arrived[j], arrived[i] })
	for _, d := range arrived {
		if r.taken[d.MessageID] == 2 {
			continue
		}
		if !r.report(d.MessageID, d.To) {
			return len(arrived)
		}
		if r.taken[d.MessageID]++; r.taken[d.MessageID] < 2 {
			left++
		}
	}
	return left
}

// report reports whether the worker took a report.
func (r *reports) report(message, to string) bool {
	form := url.Values{
		"MessageSid": {message}, "MessageStatus": {"delivered"}, "To": {to}, "From": {"+886900000001"},
		"AccountSid": {r.w.Value("SANDBOX_SMS_ACCOUNT")}, "ApiVersion": {"2010-04-01"},
	}
	request, err := http.NewRequest(http.MethodPost, r.address, strings.NewReader(form.Encode()))
	if err != nil {
		r.wrong = err.Error()
		return false
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Twilio-Signature", signed(r.w.Value("SANDBOX_SMS_TOKEN"), "https://"+request.Host+request.URL.RequestURI(), form))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.refused++
		return false
	}
	_ = answer.Body.Close()
	switch {
	case answer.StatusCode >= 500:
		r.refused++
		return false
	case answer.StatusCode != http.StatusOK:
		r.wrong = answer.Status
		return false
	}
	return true
}

// signed is the base64 of the HMAC-SHA1 of the address and the sorted form, as Twilio's
// documentation has it.
func signed(token, address string, form url.Values) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	sort.Strings(names)
	sum := hmac.New(sha1.New, []byte(token))
	sum.Write([]byte(address))
	for _, name := range names {
		sum.Write([]byte(name + form.Get(name)))
	}
	return base64.StdEncoding.EncodeToString(sum.Sum(nil))
}

// requireReported: what was acknowledged is stored, once for each text that arrived, and
// stands with the member to whom the ledger says that it went.
func (w *world) requireReported(r *reports) {
	w.t.Helper()
	r.stop()
	require.Empty(w.t, r.wrong, "the worker refuses what Twilio reports")
	w.t.Logf("%d reports met no worker, or one that asked for them again", r.refused)
	arrived := w.Deliveries("sms")
	require.NotEmpty(w.t, arrived)
	for _, d := range arrived {
		require.Equal(w.t, 2, r.taken[d.MessageID])
	}
	const of = " FROM message_events FINAL WHERE brand = ? AND channel = 'sms' AND type = 'delivered'"
	require.EqualValues(w.t, len(arrived), w.number("SELECT uniqExact(provider_id)"+of, w.brand), "texts of which a report is stored")
	require.EqualValues(w.t, len(arrived), w.number("SELECT count()"+of, w.brand), "reports that count")
	sent := w.number("SELECT count() FROM deliveries FINAL WHERE brand = ? AND channel = 'sms' AND state = 'sent'", w.brand)
	w.until("each report stands with its message", func() bool {
		return sent == w.number(`SELECT count() FROM (SELECT campaign, date, member_id, provider_id`+of+`) AS e
			INNER JOIN (SELECT campaign, date, member_id, provider_id FROM deliveries FINAL WHERE brand = ? AND channel = 'sms' AND state = 'sent') AS d
			ON d.provider_id = e.provider_id AND d.campaign = e.campaign AND d.date = e.date AND d.member_id = e.member_id`, w.brand, w.brand)
	})
}
