package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"regulars/config"
	"regulars/config/loopback"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

var errShape = errors.New("the answer has another shape than a list or a record")

// Client asks one shop.
type Client struct {
	HTTP     *platform.HTTP
	Base     string         // the address, without a slash at its end
	Header   http.Header    // of every request
	Zone     *time.Location // of times without a zone
	Refusals Refusals

	// Post makes the body of a request of its query, where the platform is asked by
	// POST; nil: it is asked by GET.
	Post func(url.Values) []byte
}

// Refusals are what the refusals of a platform mean.
type Refusals struct {
	// Codes are the keys of a refusal's body, one of which holds the platform's word.
	Codes []string
	// Hints are what to do, by the platform's word or by the status.
	Hints map[string]string
	// Inside looks for a refusal in an answer of status 200; nil: there is none.
	Inside func(*Reader) (code string, refused bool)
}

// Address checks the address of a shop, to which a secret travels, and returns it
// without a slash at its end. Example says how it should be written.
func Address(shop config.Shop, example string) (string, error) {
	address := strings.TrimRight(shop.URL, "/")
	base, err := url.Parse(address)
	if err != nil || base.Host == "" {
		return "", fmt.Errorf("shop %s: url is not an address: write it as %s", shop.Name, example)
	}
	if base.Scheme != "https" && !loopback.Is(base.Hostname()) {
		return "", fmt.Errorf("shop %s: url must start with https://, because the token would travel in the clear", shop.Name)
	}
	return address, nil
}

// Request is one question to a shop.
type Request struct {
	Op, Path  string
	Query     url.Values
	Divisible bool // a page that can be asked for in smaller pieces
}

// Ask sends a request and has parse read the answer, from scratch for every try. It
// returns the answer's header.
func (c *Client) Ask(ctx context.Context, ask Request, parse func(*Reader)) (http.Header, error) {
	call := platform.Call{
		Op: ask.Op, URL: c.Base + ask.Path, Header: c.Header, Divisible: ask.Divisible,
		Judge: func(a *platform.Answer) *platform.Error { return c.judge(a, parse) },
	}
	switch {
	case c.Post != nil:
		call.Method, call.Idempotent, call.Body = http.MethodPost, true, c.Post(ask.Query) // every request is a query
	case len(ask.Query) > 0:
		call.URL += "?" + ask.Query.Encode()
	}
	answer, err := c.HTTP.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	return answer.Header, nil
}

func (c *Client) judge(a *platform.Answer, parse func(*Reader)) *platform.Error {
	switch {
	case a.Status >= 500 || a.Status == http.StatusTooManyRequests || a.Status == http.StatusRequestTimeout || a.IsHTML():
		return nil
	case a.Status >= 300:
		return c.refusal(a)
	}
	if c.Refusals.Inside != nil {
		if code, refused := c.Refusals.Inside(NewReader(a.Body, c.Zone)); refused {
			return c.refused(a.Status, code)
		}
	}
	r := NewReader(a.Body, c.Zone)
	parse(r)
	if err := r.End(); err != nil {
		return malformed(err)
	}
	return nil
}

// malformed is always worth another try; an answer that came whole and is wrong all the
// same only a few.
func malformed(err error) *platform.Error {
	const hint = "something between us and the shop changes its answers: look for a proxy or a firewall"
	if errors.Is(err, jsonscan.ErrTruncated) {
		return &platform.Error{Retryable: true, Err: err, Hint: hint}
	}
	return &platform.Error{Retryable: true, Err: fmt.Errorf("%w: %w", platform.ErrMalformed, err), Hint: hint}
}

// refusal reads the platform's word for a refusal.
func (c *Client) refusal(a *platform.Answer) *platform.Error {
	var code string
	r := NewReader(a.Body, c.Zone)
	r.Keys(func(key string) {
		for _, name := range c.Refusals.Codes {
			if key == name && code == "" && r.scan.IsText() {
				code = r.Word()
			}
		}
	})
	return c.refused(a.Status, code)
}

// plainCode is a word that names no person: an error never shows an answer's text.
var plainCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`)

func (c *Client) refused(status int, code string) *platform.Error {
	f := &platform.Error{Err: errors.New("the shop refuses the request")}
	if plainCode.MatchString(code) {
		f.Err = fmt.Errorf("the shop refuses the request: %s", code)
		f.Hint = c.Refusals.Hints[code]
	}
	if f.Hint == "" {
		f.Hint = c.Refusals.Hints[strconv.Itoa(status)]
	}
	return f
}

// IsStatus reports whether err is an answer of a status.
func IsStatus(err error, status int) bool {
	var fault *platform.Error
	return errors.As(err, &fault) && fault.Status == status
}
