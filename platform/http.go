package platform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/time/rate"

	"regulars/config"
)

// HTTPOptions tune how a connector speaks to its shop. The zero value is right
// for production.
type HTTPOptions struct {
	Client  *http.Client                           // another transport; its timeout, when set, holds for one try
	OnWait  func(reason string, d time.Duration)   // hears of every wait, and every ten seconds of a long one what is left; not always on the caller's goroutine
	OnRetry func(op string, try int, cause *Error) // hears of every failed try that will be repeated

	Timeout time.Duration // of one try, body included; default 1m
	Tries   int           // inside one call; default 5
	MinWait time.Duration // before the second try; doubles; default 500ms
	MaxWait time.Duration // longest wait inside one call; a shop that asks for more gets its pause from Temporal; default 1m
	MaxBody int64         // bytes of one answer; default 64 MiB
}

func (o HTTPOptions) withDefaults() HTTPOptions {
	if o.Client == nil {
		o.Client = cleanhttp.DefaultPooledClient()
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

// NewHTTP makes the client of one shop. perSecond bounds its requests, 0 leaves
// them unbounded; the secrets are what no error may show.
func NewHTTP(o HTTPOptions, perSecond float64, secrets ...config.Secret) *HTTP {
	o = o.withDefaults()
	client := *o.Client
	if client.Timeout == 0 {
		client.Timeout = o.Timeout
	}
	client.CheckRedirect = stayWithShop
	h := &HTTP{opts: o, client: &client, redact: newRedactor(secrets)}
	if perSecond > 0 {
		h.limiter = rate.NewLimiter(rate.Limit(perSecond), 1)
	}
	return h
}

var errRedirect = errors.New("the shop redirects to another address")

// stayWithShop keeps credentials from following a redirect to somebody else.
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

	// Judge looks at a whole answer of any status and says what is wrong with
	// it; nil leaves an answer to the common rules. It is called once per try.
	Judge func(*Answer) *Error
}

// Answer is one whole answer.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends the call, repeating it while that may help, and gives the whole
// answer of the first try that went well. It returns an *Error, or the context's
// error when that ended.
func (h *HTTP) Do(ctx context.Context, call Call) (*Answer, error) {
	req, err := retryablehttp.NewRequestWithContext(ctx, call.method(), call.URL, call.Body)
	if err != nil {
		return nil, &Error{Op: call.Op, Err: errors.New(h.redact.text(err)), Hint: "check the shop's url"}
	}
	for name, values := range call.Header {
		req.Header[name] = values
	}
	if err := h.pace(ctx, call.Op); err != nil {
		return nil, err
	}
	t := &tries{http: h, call: call, ctx: ctx}
	client := retryablehttp.Client{
		HTTPClient:   h.client,
		RetryMax:     h.opts.Tries - 1,
		CheckRetry:   t.check,
		Backoff:      t.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	resp, err := client.Do(req)
	if resp != nil {
		_ = resp.Body.Close()
	}
	return t.outcome(err)
}

func (c Call) method() string {
	if c.Method == "" {
		return http.MethodGet
	}
	return c.Method
}

// Wait pauses for d and tells OnWait why.
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

// read takes the whole body of a response, up to the cap.
func (h *HTTP) read(resp *http.Response) (*Answer, error) {
	defer func() { _ = resp.Body.Close() }()
	body := bytes.NewBuffer(make([]byte, 0, h.sizeHint(resp)))
	n, err := io.Copy(body, io.LimitReader(resp.Body, h.opts.MaxBody+1))
	if err != nil {
		return nil, fmt.Errorf("the answer broke off after %d bytes: %w", n, err)
	}
	if n > h.opts.MaxBody {
		return nil, errTooLarge
	}
	return &Answer{Status: resp.StatusCode, Header: resp.Header, Body: body.Bytes()}, nil
}

func (h *HTTP) sizeHint(resp *http.Response) int64 {
	const usual = 512 << 10
	if resp.ContentLength < 0 {
		return usual
	}
	return min(resp.ContentLength, h.opts.MaxBody) + bytes.MinRead
}

// IsHTML tells whether a web page came where an API's answer should stand.
func (a *Answer) IsHTML() bool {
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		return true
	}
	body := bytes.TrimLeft(a.Body, " \r\n\t\ufeff")
	return len(body) > 0 && body[0] == '<'
}

// Loopback tells whether an address is on this machine, where plain http is
// allowed.
func Loopback(u *url.URL) bool {
	host := u.Hostname()
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}
