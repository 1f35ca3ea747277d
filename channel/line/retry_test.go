package line

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	rateText    = `{"message":"The API rate limit has been exceeded. Try again later."}`
	monthlyText = `{"message":"You have reached your monthly limit."}`
)

// answers are what LINE answers, one request after the other; the last one
// stays. Like LINE it answers 409 to a key that it accepted, until the key's life
// is over. It needs no network, so that the clock of synctest goes on.
type answers struct {
	say     []answer
	checked bool // the answers are those of Check, which asks for the quota; otherwise there is none

	mu       sync.Mutex
	came     []time.Time
	keys     map[string]time.Time // when each key was accepted
	accepted int
}

type answer struct {
	status int
	body   string
	lost   bool // the request is accepted, and the answer lost
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.Method == http.MethodGet && !a.checked {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"type":"none"}`)), Request: r}, nil
	}
	say := a.say[min(len(a.came), len(a.say)-1)]
	a.came = append(a.came, time.Now())
	if len(a.came) > endless {
		return &http.Response{StatusCode: http.StatusTeapot, Body: http.NoBody, Request: r}, nil
	}
	if say.status == http.StatusOK {
		say.status = a.accept(r.Header.Get("X-Line-Retry-Key"))
	}
	if say.lost {
		say.status = http.StatusInternalServerError
	}
	w := httptest.NewRecorder()
	w.Header().Set("X-Line-Request-Id", "1")
	w.WriteHeader(say.status)
	_, _ = w.WriteString(say.body)
	response := w.Result()
	response.Request = r
	return response, nil
}

// endless is more requests than any test means to cause.
const endless = 100

func (a *answers) accept(key string) int {
	if a.keys == nil {
		a.keys = map[string]time.Time{}
	}
	if at, known := a.keys[key]; known && time.Since(at) < 24*time.Hour {
		return http.StatusConflict
	}
	a.keys[key] = time.Now()
	a.accepted++
	return http.StatusOK
}

func (a *answers) gaps() []float64 {
	gaps := []float64{}
	for i := 1; i < len(a.came); i++ {
		gaps = append(gaps, a.came[i].Sub(a.came[i-1]).Seconds())
	}
	return gaps
}

// senderOf has an account of its own, for the pace is the account's.
func senderOf(t *testing.T, a *answers, change ...func(*config.Channel)) *Sender {
	t.Helper()
	cfg := settings("http://line.test/" + t.Name())
	for _, c := range change {
		c(&cfg)
	}
	s, err := New(cfg)
	require.NoError(t, err)
	s.http.Transport = a
	// The SDK doesn't close the body of an error, so that the client's timer runs
	// to its end.
	t.Cleanup(func() { time.Sleep(requestTimeout) })
	return s
}

var (
	yes     = answer{status: http.StatusOK, body: "{}"}
	lost    = answer{status: http.StatusOK, lost: true, body: "{}"}
	broken  = answer{status: http.StatusBadGateway, body: "<html>"}
	rate    = answer{status: http.StatusTooManyRequests, body: rateText}
	monthly = answer{status: http.StatusTooManyRequests, body: monthlyText}
)

func TestTriesBackOff(t *testing.T) {
	for name, c := range map[string]struct {
		say     []answer
		want    []float64
		outcome regulars.Outcome
	}{
		"the rate":              {[]answer{rate, rate, rate, yes}, []float64{.5, 1, 2}, regulars.OutcomeSent},
		"the rate for ever":     {[]answer{rate}, []float64{.5, 1, 2, 4, 8}, ""},
		"in trouble":            {[]answer{broken, broken, yes}, []float64{.5, 1}, regulars.OutcomeSent},
		"in trouble for ever":   {[]answer{broken}, []float64{.5, 1, 2}, regulars.OutcomeUnknown},
		"lost answer":           {[]answer{lost, yes}, []float64{.5}, regulars.OutcomeSent},
		"both":                  {[]answer{broken, rate, yes}, []float64{.5, 1}, regulars.OutcomeSent},
		"lost, then turned off": {[]answer{lost, rate}, []float64{.5, 1, 2, 4, 8, 16}, regulars.OutcomeUnknown},
		"not JSON":              {[]answer{{status: 429, body: "slow down"}, yes}, []float64{.5}, regulars.OutcomeSent},
		"empty":                 {[]answer{{status: 429}, yes}, []float64{.5}, regulars.OutcomeSent},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				line := &answers{say: c.say}
				results, err := senderOf(t, line).Send(t.Context(), messages(1, true))
				require.Equal(t, c.outcome, results[0].Outcome)
				require.Equal(t, c.outcome == regulars.OutcomeSent, err == nil)
				require.Equal(t, c.want, line.gaps())
				require.LessOrEqual(t, line.accepted, 1)
			})
		})
	}
}

// A refusal after a request without an answer says nothing of that request.
func TestARefusalAfterDoubtIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &answers{say: []answer{broken, {status: http.StatusBadRequest, body: "{}"}}}
		results, err := senderOf(t, line).Send(t.Context(), messages(1, true))
		require.NoError(t, err)
		require.Equal(t, regulars.OutcomeUnknown, results[0].Outcome)
		require.Len(t, line.came, 2)
	})
}

// Another set of members under a known key would get no message at all.
func TestAMulticastsKeyIsThatOfAllItsMembers(t *testing.T) {
	batch := messages(3, false)
	request, all := multicastOf(batch, []int{0, 1, 2})
	turned, same := multicastOf(batch, []int{2, 0, 1})
	require.Equal(t, all, same)
	require.Equal(t, request.To, turned.To, "the same key goes with the same body")
	seen := map[string]bool{all: true}
	for _, some := range [][]int{{0, 1}, {0, 2}, {1, 2}} {
		_, key := multicastOf(batch, some)
		require.False(t, seen[key], some)
		seen[key] = true
	}
}

func TestTheMonthlyLimitIsNotTheRate(t *testing.T) {
	for name, c := range map[string]struct {
		say      []answer
		requests int
		quota    bool
	}{
		"the month":                 {[]answer{monthly}, 1, true},
		"the month, written loudly": {[]answer{{status: 429, body: `{"message":"YOU HAVE REACHED YOUR MONTHLY LIMIT."}`}}, 1, true},
		"the rate":                  {[]answer{rate}, rateTries, false},
		"in another field":          {[]answer{{status: 429, body: `{"message":"x","details":[{"message":"monthly limit"}]}`}}, rateTries, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				line := &answers{say: c.say}
				results, err := senderOf(t, line).Send(t.Context(), messages(1, true))
				var trouble *channel.Error
				require.ErrorAs(t, err, &trouble)
				require.Equal(t, !c.quota, trouble.Retryable)
				if c.quota {
					require.ErrorIs(t, err, channel.ErrQuota)
				} else {
					require.NotErrorIs(t, err, channel.ErrQuota)
				}
				require.Len(t, line.came, c.requests)
				require.Empty(t, results[0].Outcome, "surely not sent")
			})
		})
	}
}

func TestTheRateHoldsEverySenderOfTheAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &answers{say: []answer{rate, yes}}
		one, other := senderOf(t, line), senderOf(t, line)
		began := time.Now()
		done := make(chan error)
		go func() {
			_, err := one.Send(t.Context(), messages(1, true))
			done <- err
		}()
		synctest.Wait()
		_, err := other.Send(t.Context(), messages(4, true)[1:])
		require.NoError(t, err)
		require.NoError(t, <-done)
		require.Len(t, line.came, 5)
		for _, at := range line.came[1:] {
			require.GreaterOrEqual(t, at.Sub(began), 500*time.Millisecond)
		}
	})
}

func TestPacesAreLinesLimitsAndNeverFaster(t *testing.T) {
	for name, c := range map[string]struct {
		perSecond float64
		personal  bool
		gap       float64
	}{
		"pushes":               {0, true, 1. / 2000},
		"pushes, too fast":     {1e6, true, 1. / 2000},
		"pushes, slower":       {10, true, .1},
		"multicasts":           {0, false, 1. / 200},
		"multicasts, too fast": {1e6, false, 1. / 200},
		"multicasts, slower":   {2, false, .5},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				line := &answers{say: []answer{yes}}
				s := senderOf(t, line, func(cfg *config.Channel) { cfg.PerSecond = c.perSecond })
				batches := [][]regulars.Message{messages(4, true)}
				if !c.personal {
					batches = [][]regulars.Message{messages(2, false), messages(3, false), messages(4, false), messages(5, false)}
				}
				for _, batch := range batches {
					_, err := s.Send(t.Context(), batch)
					require.NoError(t, err)
				}
				require.InDeltaSlice(t, []float64{c.gap, c.gap, c.gap}, line.gaps(), 1e-6)
			})
		})
	}
}

// A key is good for exactly its life: a moment before its end LINE still drops
// the second message, at its end it sends it.
func TestAKeyLivesForADay(t *testing.T) {
	require.Equal(t, 24*time.Hour, KeyLife)
	for life, accepted := range map[time.Duration]int{KeyLife - time.Second: 1, KeyLife: 2} {
		synctest.Test(t, func(t *testing.T) {
			line := &answers{say: []answer{lost, yes}}
			s := senderOf(t, line)
			batch := messages(1, true)
			s.tries.FirstGap = 0
			results, err := s.Send(t.Context(), batch)
			require.NoError(t, err)
			require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
			time.Sleep(life)
			_, err = s.Send(t.Context(), batch)
			require.NoError(t, err)
			require.Equal(t, accepted, line.accepted)
		})
	}
}

// However LINE answers, one Send is over long before its keys are.
func TestNoSendOutlivesItsKeys(t *testing.T) {
	for _, say := range [][]answer{{broken}, {rate}, {lost, rate}, {broken, rate, broken, rate, broken, rate}} {
		synctest.Test(t, func(t *testing.T) {
			line := &answers{say: say}
			began := time.Now()
			_, err := senderOf(t, line).Send(t.Context(), messages(1, true))
			require.Error(t, err)
			require.Less(t, time.Since(began), time.Hour)
			require.LessOrEqual(t, len(line.came), unansweredTries+rateTries)
		})
	}
}

// What an answer means for one request, by its status.
func TestJudge(t *testing.T) {
	id := http.Header{"X-Line-Request-Id": {"1"}}
	for status, want := range map[int]exchange.Verdict{
		200: exchange.Sent("1"), 202: exchange.Sent("1"), 409: exchange.Sent(""),
		400: exchange.Failed("400", ""), 404: exchange.Failed("404", ""), 499: exchange.Failed("499", ""),
		401: {}, 403: {}, 429: {TurnedAway: true}, 302: {Unanswered: true}, 500: {Unanswered: true}, 503: {Unanswered: true},
	} {
		got := judge(&http.Response{StatusCode: status, Body: http.NoBody, Header: id}, nil)
		require.Equal(t, got.Result.Outcome == "", got.Err != nil, status)
		require.Equal(t, want.Unanswered, got.Unanswered, status)
		require.Equal(t, want.TurnedAway, got.TurnedAway, status)
		require.Equal(t, want.Result.Outcome, got.Result.Outcome, status)
		require.Equal(t, want.Result.Code, got.Result.Code, status)
		require.Equal(t, want.Result.ProviderID, got.Result.ProviderID, status)
	}
	page := judge(&http.Response{StatusCode: 200, Body: http.NoBody, Header: http.Header{}}, nil)
	require.True(t, page.Unanswered, "a page of somebody in between is no yes")
}

func TestAddresses(t *testing.T) {
	good := messages(1, true)[0]
	require.Empty(t, unfit(good, false))
	for _, bad := range []string{
		"", "U", "U0123456789abcdef0123456789abcde", "U0123456789abcdef0123456789abcdef0", "u0123456789abcdef0123456789abcdef",
		"U0123456789ABCDEF0123456789ABCDEF", "C0123456789abcdef0123456789abcdef", "R0123456789abcdef0123456789abcdef",
		"U0123456789abcdef0123456789abcdeg", " U0123456789abcdef0123456789abcdef", "U0123456789abcdef0123456789abcdef\n",
	} {
		m := good
		m.To = bad
		require.Equal(t, "the address is not a LINE user id", unfit(m, false), "%q", bad)
	}
	for _, chat := range []string{"C0123456789abcdef0123456789abcdef", "R0123456789abcdef0123456789abcdef"} {
		m := good
		m.To = chat
		require.Empty(t, unfit(m, true), "a group gets a push of its own")
	}
	m := good
	m.To = "C0123456789abcdef0123456789abcde"
	require.NotEmpty(t, unfit(m, true))
	m = good
	m.Text = ""
	require.Equal(t, "the text is empty", unfit(m, false))
	m = good
	m.RetryKey = "1"
	require.Equal(t, "the retry key is not a UUID", unfit(m, false))
}

func TestCheckLooksAtTheQuota(t *testing.T) {
	for quota, whole := range map[int64]bool{100: false, 101: true, 0: true} { // 0: without a limit
		fake := startLine(t, &fakeLine{quota: quota})
		s := open(t, settings(fake.url))
		require.NoError(t, s.Check(t.Context()), "nothing is used yet")
		_, err := s.Send(t.Context(), messages(100, false))
		require.NoError(t, err)
		err = open(t, settings(fake.url)).Check(t.Context())
		require.Equal(t, whole, err == nil, "100 of %d are used", quota)
		if !whole {
			require.ErrorIs(t, err, channel.ErrQuota)
		}
	}
}

func TestCheckSaysWhatToDo(t *testing.T) {
	for status, c := range map[int]struct {
		retryable bool
		hint      string
	}{
		http.StatusUnauthorized:        {false, "channel_token"},
		http.StatusForbidden:           {false, "channel_token"},
		http.StatusNotFound:            {false, "endpoint"},
		http.StatusTooManyRequests:     {true, "per_second"},
		http.StatusInternalServerError: {true, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			var trouble *channel.Error
			require.ErrorAs(t, senderOf(t, &answers{checked: true, say: []answer{{status: status, body: "{}"}}}).Check(t.Context()), &trouble, status)
			require.Equal(t, c.retryable, trouble.Retryable, status)
			require.Contains(t, trouble.Hint, c.hint, status)
			require.NotContains(t, trouble.Op, "connection", status)
		})
	}
	var trouble *channel.Error
	require.ErrorAs(t, open(t, settings("http://127.0.0.1:1")).Check(t.Context()), &trouble)
	require.True(t, trouble.Retryable)
	require.Equal(t, "line connection", trouble.Op)
}
