package platform

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

var errTooLarge = errors.New("the answer is larger than we take")

// malformedTries is how often an answer that isn't what it should be is asked
// for again: a broken plugin breaks every answer alike.
const malformedTries = 3

// ErrMalformed marks an answer that came whole but isn't valid. It is asked for
// again a few times only.
var ErrMalformed = errors.New("the answer isn't what the API should give")

// tries is the course of one call.
type tries struct {
	http *HTTP
	call Call
	ctx  context.Context

	count  int
	answer *Answer
	fault  *Error
}

// check reads the whole answer of a try and decides whether to try again.
func (t *tries) check(ctx context.Context, resp *http.Response, err error) (bool, error) {
	t.count++
	t.answer, t.fault = nil, nil
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	var answer *Answer
	if err == nil {
		answer, err = t.http.read(resp)
	}
	if err != nil {
		t.fault = t.http.faultOf(err, resp)
	} else if t.fault = t.judge(answer); t.fault == nil {
		t.answer = answer
		return false, nil
	}
	t.fault.Op = t.call.Op
	return t.again(), nil
}

func (t *tries) again() bool {
	f := t.fault
	if errors.Is(f, ErrMalformed) && t.count >= malformedTries {
		f.Retryable = false
	}
	again := f.Retryable && t.count < t.http.opts.Tries && f.RetryAfter <= t.http.opts.MaxWait
	if again && t.http.opts.OnRetry != nil {
		t.http.opts.OnRetry(t.call.Op, t.count, f)
	}
	return again
}

// judge asks the connector first, then the rules that hold for every shop.
func (t *tries) judge(a *Answer) *Error {
	if t.call.Judge != nil {
		if f := t.call.Judge(a); f != nil {
			f.Status = a.Status
			if f.Retryable && f.RetryAfter == 0 {
				f.RetryAfter = RetryAfter(a.Header)
			}
			f.Err = t.http.redact.error(f.Err)
			return f
		}
	}
	return commonFault(a)
}

func commonFault(a *Answer) *Error {
	f := &Error{Status: a.Status, RetryAfter: RetryAfter(a.Header)}
	switch {
	case a.Status == http.StatusTooManyRequests:
		f.Retryable = true
		f.Err = errors.New("the shop asks us to slow down")
		f.Hint = "lower requests_per_second of the shop if this lasts"
	case a.Status == http.StatusRequestTimeout || a.Status >= 500:
		f.Retryable = true
		f.Err = errors.New("the shop is failing")
		f.Hint = "it is tried again; look at the shop's own error log if this lasts"
	case a.IsHTML():
		f.Retryable = a.Status < 300
		f.Err = fmt.Errorf("%w: a web page came", ErrMalformed)
		f.Hint = "a maintenance page, a firewall, a security plugin or printed PHP warnings stand before the API's answer; let our requests pass"
	case a.Status >= 300:
		f.Err = errors.New("the shop refuses the request")
	default:
		return nil
	}
	return f
}

// faultOf says what a try without an answer means.
func (h *HTTP) faultOf(err error, resp *http.Response) *Error {
	f := &Error{Err: errors.New(h.redact.text(err)), Retryable: true, Hint: "check the shop's url and that the shop is up"}
	if resp != nil {
		f.Status = resp.StatusCode
	}
	var untrusted x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	switch {
	case errors.Is(err, errTooLarge):
		f.Retryable, f.Hint = false, fmt.Sprintf("one answer is over %d MiB: a page of records can't be that large", h.opts.MaxBody>>20)
	case errors.Is(err, errRedirect):
		f.Retryable, f.Hint = false, "set the shop's url to the address that it redirects to"
	case errors.As(err, &untrusted), errors.As(err, &wrongHost):
		f.Retryable, f.Hint = false, "the shop's certificate isn't valid for its url"
	}
	return f
}

// backoff waits before the next try. It waits itself, so that OnWait hears of a
// long pause more than once, and leaves no wait to its caller.
func (t *tries) backoff(_, _ time.Duration, attempt int, _ *http.Response) time.Duration {
	wait := t.http.pause(attempt, t.fault.RetryAfter)
	if err := t.http.Wait(t.ctx, t.fault.Error(), wait); err != nil {
		return 0
	}
	_ = t.http.pace(t.ctx, t.call.Op)
	return 0
}

// pause grows exponentially with jitter, but is at least what the shop asks.
func (h *HTTP) pause(attempt int, asked time.Duration) time.Duration {
	if asked > 0 {
		return asked + rand.N(asked/10+time.Millisecond)
	}
	d := min(h.opts.MinWait<<min(attempt, 16), h.opts.MaxWait)
	return d/2 + rand.N(d/2+1)
}

func (t *tries) outcome(err error) (*Answer, error) {
	if t.ctx.Err() != nil {
		return nil, fmt.Errorf("%s: %w", t.call.Op, t.ctx.Err())
	}
	if t.answer != nil {
		return t.answer, nil
	}
	if t.fault != nil {
		return nil, t.fault
	}
	return nil, &Error{Op: t.call.Op, Err: errors.New(t.http.redact.text(err))}
}

// RetryAfter reads how long a shop asks to wait, given as seconds or as a date;
// 0: it doesn't say.
func RetryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return max(0, time.Duration(seconds*float64(time.Second)))
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now := time.Now()
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date // the shop's clock, which made the other date
	}
	return max(0, at.Sub(now))
}
