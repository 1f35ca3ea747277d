package adlist

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
	"regulars/config/adlist"
)

// Most is how many people one call takes at most, on both platforms.
const Most = 10_000

// perSecond is the pace of a list's calls: each has up to Most people.
const perSecond = 4

// List is a customer list of an ad platform.
type List interface {
	Add(ctx context.Context, people []Person) error
	Remove(ctx context.Context, people []Person) error
	Most() int

	// Check asks the platform, by a call that changes nothing, whether it would take people: the
	// credentials are valid, the list is there, and the terms are accepted.
	Check(ctx context.Context) error
	Close() error
}

// Open returns a list, or what is wrong with its settings. It doesn't dial.
func Open(l adlist.List) (List, error) {
	switch l.Platform {
	case adlist.Meta:
		return newMeta(l), nil
	case adlist.Google:
		return newGoogle(l)
	}
	return nil, fmt.Errorf("the ad list %s: platform %q is not known: use meta or google", l.Name, l.Platform)
}

// clientOf returns the way to a list. Its calls may be repeated: doing them twice is doing
// them once.
func clientOf(l adlist.List) *exchange.Client {
	c := exchange.New(l.Platform, l.ID, config.Channel{}, perSecond)
	c.Keyed = true
	return c
}

// Most is how many people one call of either platform takes.
func (m *meta) Most() int { return Most }

// Most is how many people one call of either platform takes.
func (g *google) Most() int { return Most }

// call is one request of a list.
type call struct {
	method, address string
	body            []byte
	header          http.Header
}

// make makes the call until the platform says yes or no. judge returns what is wrong with an
// answer; nil: nothing.
func (c call) make(ctx context.Context, client *exchange.Client, judge func(exchange.Answer) *exchange.Verdict) error {
	verdict := client.Tries.Persist(ctx, client.Pace, func() exchange.Verdict {
		answer, lost := client.Do(ctx, c.method, c.address, strings.NewReader(string(c.body)), func(r *http.Request) { r.Header = c.header.Clone() })
		if lost != nil {
			return *lost
		}
		if v := judge(answer); v != nil {
			return *v
		}
		return exchange.Verdict{}
	})
	if verdict.Err == nil && verdict.Unanswered {
		return &channel.Error{Op: client.Provider + " list", Retryable: true, Err: io.ErrUnexpectedEOF, Hint: "no answer came"}
	}
	return verdict.Err
}

// refused is a no that stays a no until somebody changes something.
func refused(client *exchange.Client, code, says, hint string) *exchange.Verdict {
	return &exchange.Verdict{Err: client.Refused("list", strings.TrimSpace(code+" "+says), hint)}
}

// later is what doesn't last: a platform in trouble.
func later(client *exchange.Client, a exchange.Answer) *exchange.Verdict {
	v := client.Doubtful(a)
	return &v
}

// errorOf reads the error that both platforms wrap alike; an answer without one is empty.
func errorOf[E any](a exchange.Answer) (said E) {
	var wrapped struct {
		Error E `json:"error"`
	}
	_ = json.Unmarshal(a.Body, &wrapped) // what can't be read says nothing
	return wrapped.Error
}
