package platform

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// malformedTries is how often an answer that isn't what it should be is asked
// for: a broken plugin breaks every answer alike.
const malformedTries = 3

// Do sends the call, repeating it while that may help, and returns the whole
// answer of the first try that went well. It returns an *Error, or an error that
// wraps the context's when that ended, or that of who admits requests.
func (h *HTTP) Do(ctx context.Context, call Call) (*Answer, error) {
	for try := 1; ; try++ {
		answer, fault, err := h.try(ctx, call)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", call.Op, err)
		}
		if fault == nil {
			return answer, nil
		}
		if errors.Is(fault, ErrMalformed) && try >= malformedTries {
			fault.Retryable = false
		}
		if !h.again(call, fault, try) {
			return nil, fault
		}
		if h.opts.OnRetry != nil {
			h.opts.OnRetry(call.Op, try, fault)
		}
		if err := h.Wait(ctx, fault.Error(), h.pause(try, fault.RetryAfter)); err != nil {
			return nil, fmt.Errorf("%s: %w", call.Op, err)
		}
	}
}

// try sends the call once, in its turn, and judges what came of it. The error is
// the context's, or of who admits requests.
func (h *HTTP) try(ctx context.Context, call Call) (*Answer, *Error, error) {
	if fault, err := h.admitted(ctx, call.Op); fault != nil || err != nil {
		return nil, fault, err
	}
	if err := h.pace(ctx, call.Op); err != nil {
		return nil, nil, err
	}
	answer, status, err := h.send(ctx, call)
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	var fault *Error
	if err != nil {
		fault = h.faultOf(err, status)
	} else {
		fault = h.judge(call, answer)
	}
	if fault != nil {
		fault.Op = call.Op
	}
	return answer, fault, nil
}

// again reports whether to try once more inside this call. A shop that asks for a
// longer pause than MaxWait gets it from the caller, who reads RetryAfter.
func (h *HTTP) again(call Call, fault *Error, try int) bool {
	if fault.Slow && call.Divisible {
		return false
	}
	return fault.Retryable && call.repeatable() && try < h.opts.Tries && fault.RetryAfter <= h.opts.MaxWait
}

// pause is the wait after a failed try: at least what the shop asks for, else
// growing exponentially, with jitter, so that workers don't come back together.
func (h *HTTP) pause(try int, asked time.Duration) time.Duration {
	if asked > 0 {
		return asked + rand.N(asked/10+time.Millisecond)
	}
	d := min(h.opts.MinWait<<min(try-1, 16), h.opts.MaxWait)
	return d/2 + rand.N(d/2+1)
}

// RetryAfter returns how long a shop asks to wait, given as seconds or as a date;
// 0: it doesn't say.
func RetryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return secondsOf(seconds)
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

// secondsOf bounds what a shop may ask for at a year: what no Duration holds (1e300,
// NaN) would turn into no wait at all.
func secondsOf(seconds float64) time.Duration {
	const year = 365 * 24 * time.Hour
	if !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, year.Seconds()) * float64(time.Second))
}
