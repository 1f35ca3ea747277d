package sms

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
)

// answers are what Twilio answers, one request after the other; the last one
// stays. It notes when each request came. It needs no network, so that the
// clock of synctest goes on.
type answers struct {
	status     []int
	retryAfter []string

	mu   sync.Mutex
	came []time.Time
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	n := len(a.came)
	a.came = append(a.came, time.Now())
	a.mu.Unlock()
	if n >= endless {
		return nil, errors.New("tried without end")
	}
	w := httptest.NewRecorder()
	if n < len(a.retryAfter) && a.retryAfter[n] != "" {
		w.Header().Set("Retry-After", a.retryAfter[n])
	}
	status := a.status[min(n, len(a.status)-1)]
	w.WriteHeader(status)
	body := `{"sid":"SM1"}`
	if status != http.StatusCreated {
		body = `{"code":20429}`
	}
	_, _ = w.WriteString(body)
	response := w.Result()
	response.Request = r
	return response, nil
}

// endless is more requests than any test means to cause.
const endless = 100

// gaps returns the seconds between two requests.
func (a *answers) gaps() []float64 {
	gaps := []float64{}
	for i := 1; i < len(a.came); i++ {
		gaps = append(gaps, a.came[i].Sub(a.came[i-1]).Seconds())
	}
	return gaps
}

// senderOf has an account of its own, for the pace is the account's.
func senderOf(t *testing.T, a *answers) *Sender {
	t.Helper()
	s, err := New(settings("http://twilio.test/" + t.Name()))
	require.NoError(t, err)
	s.client.HTTP.Transport = a
	return s
}

const created, tooMany = http.StatusCreated, http.StatusTooManyRequests

func TestRetryAfterIsWaitedFor(t *testing.T) {
	at := time.Date(2000, 1, 1, 0, 0, 25, 0, time.UTC).Format(http.TimeFormat) // synctest begins at 0:00
	for name, c := range map[string]struct {
		twilio *answers
		want   []float64
	}{
		"in seconds":          {&answers{status: []int{tooMany, created}, retryAfter: []string{"7"}}, []float64{7}},
		"as a date":           {&answers{status: []int{tooMany, created}, retryAfter: []string{at}}, []float64{25}},
		"shorter than ours":   {&answers{status: []int{tooMany, created}, retryAfter: []string{"0"}}, []float64{1}},
		"missing":             {&answers{status: []int{tooMany, tooMany, tooMany, created}}, []float64{1, 2, 4}},
		"not readable":        {&answers{status: []int{tooMany, created}, retryAfter: []string{"soon"}}, []float64{1}},
		"the longest of both": {&answers{status: []int{tooMany, tooMany, created}, retryAfter: []string{"60", "1"}}, []float64{60, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				results, err := senderOf(t, c.twilio).Send(t.Context(), messages(1))
				require.NoError(t, err)
				require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
				require.Equal(t, c.want, c.twilio.gaps())
			})
		})
	}
}

func TestRetryAfterHoldsEverySenderOfTheAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := &answers{status: []int{tooMany, created}, retryAfter: []string{"30"}}
		first, second := senderOf(t, one), senderOf(t, one)
		began := time.Now()
		done := make(chan error)
		go func() {
			_, err := first.Send(t.Context(), messages(1))
			done <- err
		}()
		synctest.Wait()
		require.Len(t, one.came, 1)
		_, err := second.Send(t.Context(), messages(3))
		require.NoError(t, err)
		require.NoError(t, <-done)
		require.Len(t, one.came, 5)
		for _, at := range one.came[1:] {
			require.GreaterOrEqual(t, at.Sub(began), 30*time.Second)
		}
	})
}

func TestALongRetryAfterGoesBackToTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		twilio := &answers{status: []int{tooMany}, retryAfter: []string{"3600"}}
		began := time.Now()
		results, err := senderOf(t, twilio).Send(t.Context(), messages(1))
		var trouble *channel.Error
		require.ErrorAs(t, err, &trouble)
		require.True(t, trouble.Retryable)
		require.Equal(t, time.Hour, trouble.RetryAfter)
		require.Equal(t, map[regulars.Outcome]int{"": 1}, outcomes(results))
		require.Zero(t, time.Since(began))
		require.Len(t, twilio.came, 1)
	})
}

func TestTriesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		twilio := &answers{status: []int{tooMany}}
		_, err := senderOf(t, twilio).Send(t.Context(), messages(1))
		var trouble *channel.Error
		require.ErrorAs(t, err, &trouble)
		require.Equal(t, []float64{1, 2, 4, 8}, twilio.gaps())
	})
}

func TestPaceIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		twilio := &answers{status: []int{created}}
		cfg := settings("http://twilio.test/" + t.Name())
		cfg.PerSecond = 4
		s, err := New(cfg)
		require.NoError(t, err)
		s.client.HTTP.Transport = twilio
		_, err = s.Send(t.Context(), messages(9))
		require.NoError(t, err)
		require.Equal(t, []float64{.25, .25, .25, .25, .25, .25, .25, .25}, twilio.gaps())
	})
}

func TestPaceWithoutASetting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		twilio := &answers{status: []int{created}}
		cfg := settings("http://twilio.test/" + t.Name())
		cfg.PerSecond = 0
		s, err := New(cfg)
		require.NoError(t, err)
		s.client.HTTP.Transport = twilio
		_, err = s.Send(t.Context(), messages(3))
		require.NoError(t, err)
		require.Equal(t, []float64{.02, .02}, twilio.gaps())
	})
}

// What an answer means for one message, by its status and its code.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		status, code int
		outcome      regulars.Outcome
		turnedAway   bool
		suppress     channel.Suppression
		account      bool // the error concerns the account
		retryable    bool
	}{
		{status: 201, outcome: regulars.OutcomeSent},
		{status: 200, outcome: regulars.OutcomeSent},
		{status: 429, turnedAway: true, account: true, retryable: true},
		{status: 400, code: codeTooMany, turnedAway: true, account: true, retryable: true},
		{status: 400, code: codeQueueFull, turnedAway: true, account: true, retryable: true},
		{status: 400, code: codeOverflow, turnedAway: true, account: true, retryable: true},
		{status: 400, code: codeOptedOut, outcome: regulars.OutcomeFailed, suppress: channel.OptedOut},
		{status: 400, code: 21211, outcome: regulars.OutcomeFailed, suppress: channel.NoSuchAddress},
		{status: 400, code: 21614, outcome: regulars.OutcomeFailed, suppress: channel.NoSuchAddress},
		{status: 400, code: 21408, outcome: regulars.OutcomeFailed},
		{status: 400, outcome: regulars.OutcomeFailed},
		{status: 499, outcome: regulars.OutcomeFailed},
		{status: 500, outcome: regulars.OutcomeUnknown},
		{status: 503, outcome: regulars.OutcomeUnknown},
		{status: 500, code: codeAuth, outcome: regulars.OutcomeUnknown}, // whatever it says, it may have been accepted
		{status: 302, outcome: regulars.OutcomeUnknown},
		{status: 401, account: true},
		{status: 403, account: true},
		{status: 404, account: true},
		{status: 400, code: codeAuth, account: true},
		{status: 400, code: codeAccountCaps, account: true},
		{status: 400, code: 21606, account: true},
	} {
		v := open(t, settings("")).judge(exchange.Answer{Status: c.status, Body: []byte(`{"sid":"SM1","code":` + strconv.Itoa(c.code) + `}`)})
		require.Equal(t, c.outcome, v.Result.Outcome, c)
		require.Equal(t, c.turnedAway, v.TurnedAway, c)
		require.Equal(t, c.suppress, v.Result.Suppress, c)
		var trouble *channel.Error
		require.Equal(t, c.account, errors.As(v.Err, &trouble), c)
		if c.account {
			require.Equal(t, c.retryable, trouble.Retryable, c)
			require.NotEmpty(t, trouble.Hint)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	fake := startTwilio(t, &fakeTwilio{before: func(_ int, _ string, w http.ResponseWriter) bool {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
		return true
	}})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(1))
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeUnknown, results[0].Outcome)
	require.Equal(t, 1, fake.requests)
}

func TestCheckSaysWhatToDo(t *testing.T) {
	for status, c := range map[int]struct {
		retryable bool
		hint      string
	}{
		http.StatusUnauthorized:        {false, "auth_token"},
		http.StatusNotFound:            {false, "account_sid"},
		http.StatusTooManyRequests:     {true, ""},
		http.StatusInternalServerError: {true, ""},
		http.StatusServiceUnavailable:  {true, ""},
		http.StatusTemporaryRedirect:   {false, ""},
	} {
		s := senderOf(t, &answers{status: []int{status}})
		var trouble *channel.Error
		require.ErrorAs(t, s.Check(t.Context()), &trouble, status)
		require.Equal(t, c.retryable, trouble.Retryable, status)
		require.Contains(t, trouble.Hint, c.hint, status)
	}
	require.NoError(t, senderOf(t, &answers{status: []int{http.StatusOK}}).Check(t.Context()))
}
