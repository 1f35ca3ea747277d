package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/internal/span"
)

const (
	maxAnswer = 4 << 20 // bytes of an answer that are read

	// Timeout bounds one request. It is long: what is cut off is unknown.
	Timeout = 30 * time.Second

	defaultInFlight = 16

	// mostIdle is how many connections are kept for the next requests; they end after a
	// minute and a half without one.
	mostIdle = 1024
)

// Client is the way to one account of a provider that speaks HTTP.
type Client struct {
	Provider string // as errors name it: sendgrid, mitake, …
	HTTP     *http.Client
	Pace     *channel.Pace
	Tries    Tries
	InFlight int  // requests at once
	Keyed    bool // the provider drops a repeated key: what got no answer is tried again
}

// New returns a client. account names the provider's account, for its pace; it may
// hold a secret. perSecond is the provider's pace, where the settings have none.
func New(provider, account string, cfg config.Channel, perSecond float64) *Client {
	if cfg.PerSecond > 0 {
		perSecond = cfg.PerSecond
	}
	inFlight := cfg.Connections
	if inFlight <= 0 {
		inFlight = defaultInFlight
	}
	return &Client{
		Provider: provider,
		HTTP:     &http.Client{Transport: Transport(), Timeout: Timeout, CheckRedirect: noRedirect},
		Pace:     channel.PaceOf(provider+"/"+account, perSecond),
		Tries:    Tries{Unanswered: 4, TurnedAway: 5, FirstGap: time.Second, Patience: time.Minute},
		InFlight: inFlight,
	}
}

// Transport returns the way to a provider for all blocks that are sent side by side: each has
// requests of its own at once, and a connection that isn't kept for the next one costs a new
// handshake.
func Transport() http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = mostIdle, mostIdle
	return span.Transport(transport)
}

// noRedirect follows no redirect: a message must not be posted twice.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Each hands each message over by a request of its own, several at once.
func (c *Client) Each(ctx context.Context, batch []regulars.Message, once func(regulars.Message) Verdict) ([]channel.Result, error) {
	results := make([]channel.Result, len(batch))
	err := channel.Fan(ctx, len(batch), c.InFlight, func(i int) error {
		v := c.Tries.Persist(ctx, c.Pace, func() Verdict { return once(batch[i]) })
		results[i] = v.Result
		return v.Err
	})
	return results, err
}

// Close ends idle connections.
func (c *Client) Close() error {
	c.HTTP.CloseIdleConnections()
	return nil
}

// Answer is what a provider answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // what could be read of it
}

// Code is the status as a provider's code.
func (a Answer) Code() string { return strconv.Itoa(a.Status) }

// Do makes one request and returns the answer, or what it means that none came. A
// request that is on its way isn't cut off when ctx ends, for its outcome would be
// lost; Timeout bounds it.
func (c *Client) Do(ctx context.Context, method, address string, body io.Reader, head func(*http.Request)) (Answer, *Verdict) {
	ctx, written := Written(context.WithoutCancel(ctx))
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return Answer{}, &Verdict{Err: c.Refused("request", "the endpoint is not an address", "check endpoint")}
	}
	head(request)
	response, err := c.HTTP.Do(request)
	if err != nil {
		v := c.NoAnswer(err, written())
		return Answer{}, &v
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer)) // what is missing of a yes makes it unreadable
	return Answer{Status: response.StatusCode, Header: response.Header, Body: text}, nil
}

// Written returns a context that watches a request, and what reports afterwards
// whether any of it was written.
func Written(ctx context.Context) (context.Context, func() bool) {
	var written atomic.Bool
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }}), written.Load
}

// NoAnswer judges a request that got no answer: only one of which nothing was
// written is surely not accepted.
func (c *Client) NoAnswer(err error, written bool) Verdict {
	if written && !c.Keyed {
		return Unknown("", "no answer came after the message was handed to "+c.Provider)
	}
	var broken *url.Error
	if errors.As(err, &broken) {
		err = broken.Err // without the address, which may hold a password
	}
	return Verdict{Unanswered: written, Err: &channel.Error{
		Op: c.Provider + " connection", Retryable: true, Err: err, Hint: "check the network and endpoint if it lasts",
	}}
}

// Doubtful judges an answer that is neither yes nor no: a 5xx, a page of somebody in
// between.
func (c *Client) Doubtful(a Answer) Verdict {
	reason := c.Provider + " answered what nobody expects"
	if a.Status >= 500 {
		reason = c.Provider + " failed while it handled the message"
	}
	if !c.Keyed {
		return Unknown(a.Code(), reason)
	}
	return Verdict{Unanswered: true, Err: &channel.Error{
		Op: c.Provider + " message", Retryable: true, Err: fmt.Errorf("HTTP %d", a.Status), Hint: reason + ": it is tried again with the same key",
	}}
}

// TooMany judges an answer that turns a request away for the rate.
func (c *Client) TooMany(code string, after time.Duration) Verdict {
	return Verdict{TurnedAway: true, After: after, Err: &channel.Error{
		Op: c.Provider + " message", Retryable: true, RetryAfter: after,
		Err: fmt.Errorf("%s: too many messages for the account", code), Hint: "lower per_second if it lasts",
	}}
}

// Refused returns the error of an account, or of settings, that a provider refuses.
func (c *Client) Refused(what, code, hint string) error {
	return &channel.Error{Op: c.Provider + " " + what, Err: errors.New(code), Hint: hint}
}

// UsedUp returns the error of an account whose quota is used up.
func (c *Client) UsedUp(code, hint string) error {
	return &channel.Error{Op: c.Provider + " quota", Err: fmt.Errorf("%w: %s", channel.ErrQuota, code), Hint: hint}
}

// CheckError returns the error of a check, by the verdict of its answer: without an
// outcome there is nothing unknown about it.
func (c *Client) CheckError(v Verdict, a Answer) error {
	if v.Err != nil {
		return v.Err
	}
	return &channel.Error{
		Op: c.Provider + " account", Retryable: a.Status >= 500 || a.Status == 0,
		Err: fmt.Errorf("HTTP %d", a.Status), Hint: "check endpoint",
	}
}
