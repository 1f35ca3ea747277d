package platform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"regulars/config"
	"regulars/internal/span"
)

// HTTPOptions tune how a connector speaks to its shop. The zero value is right
// for production.
type HTTPOptions struct {
	Client   *http.Client                           // another transport; its timeout, when set, holds for one try
	OnWait   func(reason string, d time.Duration)   // is called before every wait, and every ten seconds of a long one with what is left; not always on the caller's goroutine
	OnRetry  func(op string, try int, cause *Error) // is called after every failed try that will be repeated
	OnNotice func(notice string)                    // is called with what a person should know of a pull that goes on

	Pace  *Pace // shared with others in this process who ask the same shop; nil: its own
	Admit Admit // is asked before every try; nil: whenever the pace allows

	Timeout time.Duration // of one try, body included; default 1m
	Tries   int           // inside one call; default 5
	MinWait time.Duration // before the second try; doubles; default 500ms
	MaxWait time.Duration // longest wait inside one call; a shop that asks for more gets its pause from Temporal; default 1m
	MaxBody int64         // bytes of one answer; default 64 MiB
}

// Admit returns how long a shop is to be left alone, and why; 0: it may be asked now. Its
// errors end a call.
type Admit func(ctx context.Context) (wait time.Duration, reason string, err error)

func (o HTTPOptions) withDefaults() HTTPOptions {
	if o.Client == nil {
		o.Client = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()} // connections of its own
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.Tries == 0 {
		o.Tries = 5
	}
	if o.MinWait == 0 {
		o.MinWait = 500 * time.Millisecond
	}
	if o.MaxWait == 0 {
		o.MaxWait = time.Minute
	}
	if o.MaxBody == 0 {
		o.MaxBody = 64 << 20
	}
	return o
}

// HTTP speaks to one shop: it keeps the pace, repeats what may succeed later,
// and lets neither a secret nor a person's data into an error.
type HTTP struct {
	opts    HTTPOptions
	client  *http.Client
	limiter *rate.Limiter // nil: as fast as the shop answers
	redact  redactor
}

// NewHTTP returns the client of one shop. perSecond bounds its requests, 0 leaves
// them unbounded; the secrets are what no error may show.
func NewHTTP(o HTTPOptions, perSecond float64, secrets ...config.Secret) *HTTP {
	o = o.withDefaults()
	client := *o.Client
	if client.Timeout == 0 {
		client.Timeout = o.Timeout
	}
	client.CheckRedirect = stayWithShop
	if client.Transport == nil {
		client.Transport = http.DefaultTransport
	}
	client.Transport = span.Transport(client.Transport)
	h := &HTTP{opts: o, client: &client, redact: newRedactor(secrets)}
	if perSecond > 0 {
		h.limiter = o.Pace.limiterAt(rate.Limit(perSecond))
	}
	return h
}

var errRedirect = errors.New("the shop redirects to another address")

// stayWithShop keeps credentials from following a redirect to another host.
func stayWithShop(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	if req.URL.Host != first.Host || req.URL.Scheme != first.Scheme || len(via) > 5 {
		return errRedirect
	}
	return nil
}

// Call is one request to a shop.
type Call struct {
	Op     string // for people: "orders page"
	Method string // default GET
	URL    string
	Header http.Header
	Body   []byte

	// Idempotent marks a request of another method than GET or HEAD that changes
	// nothing when it is sent twice, such as a query by POST. Others are never
	// repeated.
	Idempotent bool

	// Divisible marks a page that the caller can ask for in smaller pieces (Smaller):
	// where the shop is too slow for it, it is not asked for again.
	Divisible bool

	// Judge looks at a whole answer of any status and returns what is wrong with
	// it; nil leaves an answer to the common rules. It is called once per try.
	Judge func(*Answer) *Error
}

func (c Call) method() string {
	if c.Method == "" {
		return http.MethodGet
	}
	return c.Method
}

func (c Call) repeatable() bool {
	return c.Idempotent || c.method() == http.MethodGet || c.method() == http.MethodHead
}

// Answer is one whole answer.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// IsHTML reports whether a web page came where an API's answer should stand.
func (a *Answer) IsHTML() bool {
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return true
	}
	body := bytes.TrimLeft(a.Body, " \r\n\t\ufeff")
	return len(body) > 0 && body[0] == '<'
}

// send makes one try and reads its whole body. The response's status is returned
// even where the body broke off; 0: there was no response.
func (h *HTTP) send(ctx context.Context, call Call) (answer *Answer, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, call.method(), call.URL, bytes.NewReader(call.Body))
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %w", errAddress, err)
	}
	for name, values := range call.Header {
		req.Header[name] = values
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	body := bytes.NewBuffer(make([]byte, 0, h.sizeHint(resp)))
	n, err := io.Copy(body, io.LimitReader(resp.Body, h.opts.MaxBody+1))
	if err != nil {
		return nil, resp.StatusCode, fmt.Errorf("the answer broke off after %d bytes: %w", n, err)
	}
	if n > h.opts.MaxBody {
		return nil, resp.StatusCode, errTooLarge
	}
	return &Answer{Status: resp.StatusCode, Header: resp.Header, Body: bytes.TrimPrefix(body.Bytes(), byteOrderMark)}, resp.StatusCode, nil
}

// byteOrderMark is what PHP prints before an answer where a plugin's file begins with it.
var byteOrderMark = []byte("\ufeff")

func (h *HTTP) sizeHint(resp *http.Response) int64 {
	const usual = 512 << 10
	if resp.ContentLength < 0 {
		return usual
	}
	return min(resp.ContentLength, h.opts.MaxBody) + bytes.MinRead
}

// Notice calls OnNotice.
func (h *HTTP) Notice(notice string) {
	if h.opts.OnNotice != nil {
		h.opts.OnNotice(notice)
	}
}

// Wait pauses for d and calls OnWait with the reason. It returns the context's
// error when that ends first.
func (h *HTTP) Wait(ctx context.Context, reason string, d time.Duration) error {
	const tick = 10 * time.Second
	for ; d > 0; d -= tick {
		if h.opts.OnWait != nil {
			h.opts.OnWait(reason, d)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(d, tick)):
		}
	}
	return ctx.Err()
}

// pace waits for the shop's next free slot.
func (h *HTTP) pace(ctx context.Context, op string) error {
	if h.limiter == nil {
		return ctx.Err()
	}
	reservation := h.limiter.Reserve()
	if err := h.Wait(ctx, op+": pace of requests_per_second", reservation.Delay()); err != nil {
		reservation.Cancel()
		return err
	}
	return nil
}
