package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// client sends GraphQL documents and keeps within the shop's budget.
type client struct {
	http    *platform.HTTP
	address string
	asked   string // version of the API
	token   config.Secret

	mu      sync.Mutex
	bucket  bucket
	prices  map[string]float64 // of each document, as last asked
	version string             // that answered last
}

func newClient(http *platform.HTTP, address, asked string, token config.Secret) *client {
	return &client{http: http, address: address, asked: asked, token: token, prices: map[string]float64{}}
}

// query sends a document and has parse read its data, from scratch for every try.
func (c *client) query(ctx context.Context, op, document string, variables map[string]any, parse func(*jsonscan.Scanner)) (*platform.Answer, error) {
	return c.ask(ctx, request{op: op, document: document, variables: variables}, parse)
}

// request is a document with its variables.
type request struct {
	op, document string
	variables    map[string]any
	divisible    bool // a page that can be asked for in smaller pieces
}

func (c *client) ask(ctx context.Context, r request, parse func(*jsonscan.Scanner)) (*platform.Answer, error) {
	op, document := r.op, r.document
	body, err := json.Marshal(map[string]any{"query": document, "variables": r.variables})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if err := c.afford(ctx, op, document); err != nil {
		return nil, err
	}
	return c.http.Do(ctx, platform.Call{
		Op: op, Method: http.MethodPost, Idempotent: true, Divisible: r.divisible, URL: c.address, Body: body, // every document is a query
		Header: http.Header{
			"X-Shopify-Access-Token": {c.token.Reveal()},
			"Content-Type":           {"application/json"},
			"Accept":                 {"application/json"},
			"User-Agent":             {"regulars"},
		},
		Judge: func(a *platform.Answer) *platform.Error { return c.judge(a, document, parse) },
	})
}

// afford waits until the bucket holds the price that the document had last.
func (c *client) afford(ctx context.Context, op, document string) error {
	c.mu.Lock()
	wait := c.bucket.wait(c.prices[document], time.Now())
	c.mu.Unlock()
	return c.http.Wait(ctx, op+": the shop's query budget refills", wait)
}

func (c *client) judge(a *platform.Answer, document string, parse func(*jsonscan.Scanner)) *platform.Error {
	if a.Status >= 500 || a.Status != http.StatusTooManyRequests && a.IsHTML() {
		return nil
	}
	if a.Status >= 300 && a.Status != http.StatusTooManyRequests {
		return refusal(a.Status)
	}
	if a.Status == http.StatusTooManyRequests && a.IsHTML() {
		return nil
	}
	answer, err := readAnswer(a.Body, parse)
	c.remember(answer, document, a.Header.Get("X-Shopify-API-Version"))
	if a.Status == http.StatusTooManyRequests {
		return c.throttled(answer)
	}
	if errors.Is(err, jsonscan.ErrTruncated) {
		return &platform.Error{Retryable: true, Err: err}
	}
	if err != nil {
		return &platform.Error{Retryable: true, Err: fmt.Errorf("%w: %w", platform.ErrMalformed, err), Hint: "something between us and Shopify changes its answers: look for a proxy"}
	}
	return c.faultOf(answer)
}

func (c *client) remember(a answer, document, version string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != "" && version != c.version {
		c.version = version
		if fell := fallForward(c.asked, version); fell != "" {
			c.http.Notice(fell)
		}
	}
	if a.requested > 0 {
		c.prices[document] = a.requested
	}
	if a.bucket.rate > 0 {
		c.bucket = a.bucket
		c.bucket.at = time.Now()
	}
}

// fallForward says that another version answers than was asked for; empty: it doesn't.
func fallForward(asked, answered string) string {
	if answered == "" || asked == answered {
		return ""
	}
	return fmt.Sprintf("version %s was asked for, %s answered: the asked one has expired, set version to one that is supported", asked, answered)
}

func (c *client) answered() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version
}

// throttled asks for a pause until the bucket holds the price of the query.
func (c *client) throttled(a answer) *platform.Error {
	f := &platform.Error{Retryable: true, Err: errors.New("the shop's query budget is spent"), Hint: "another program may use the same app's budget"}
	c.mu.Lock()
	defer c.mu.Unlock()
	f.RetryAfter = c.bucket.wait(a.requested, time.Now())
	return f
}

// answer is the frame of a GraphQL answer.
type answer struct {
	hasData   bool
	errors    []complaint
	requested float64
	bucket    bucket
}

// complaint is one entry of an answer's errors.
type complaint struct{ message, code, path string }

func readAnswer(body []byte, parse func(*jsonscan.Scanner)) (answer, error) {
	var a answer
	var data []byte
	scan := jsonscan.New(bytes.TrimSpace(body))
	scan.Object(func(key string) {
		switch key {
		case "data":
			data = scan.Raw()
		case "errors":
			if scan.IsText() {
				a.errors = append(a.errors, complaint{message: scan.Text()})
				return
			}
			scan.Array(func() { a.errors = append(a.errors, readComplaint(scan)) })
		case "extensions":
			readCost(scan, &a)
		}
	})
	if err := scan.End(); err != nil {
		return a, err
	}
	if wrong := scan.Mismatch(); wrong != "" {
		return a, errors.New(wrong)
	}
	a.hasData = len(data) > 0 && data[0] == '{'
	if !a.hasData || len(a.errors) > 0 {
		return a, nil
	}
	inner := jsonscan.New(data)
	parse(inner)
	if err := inner.End(); err != nil {
		return a, fmt.Errorf("%w", jsonscan.ErrSyntax)
	}
	if wrong := inner.Mismatch(); wrong != "" {
		return a, errors.New(wrong)
	}
	return a, nil
}

func readComplaint(scan *jsonscan.Scanner) complaint {
	var c complaint
	scan.Object(func(key string) {
		switch key {
		case "message":
			c.message = scan.Text()
		case "code": // of a mutation's userErrors
			c.code = scan.Text()
		case "path":
			var path []string
			scan.Array(func() { path = append(path, scan.Text()) })
			c.path = strings.Join(path, ".")
		case "extensions":
			scan.Object(func(key string) {
				if key == "code" {
					c.code = scan.Text()
				}
			})
		}
	})
	return c
}

func readCost(scan *jsonscan.Scanner, a *answer) {
	scan.Object(func(key string) {
		if key != "cost" {
			return
		}
		scan.Object(func(key string) {
			switch key {
			case "requestedQueryCost":
				a.requested = float(scan.Text())
			case "throttleStatus":
				scan.Object(func(key string) {
					switch key {
					case "maximumAvailable":
						a.bucket.size = float(scan.Text())
					case "currentlyAvailable":
						a.bucket.points = float(scan.Text())
					case "restoreRate":
						a.bucket.rate = float(scan.Text())
					}
				})
			}
		})
	})
}

func float(text string) float64 {
	f, _ := strconv.ParseFloat(text, 64) // an unreadable price counts as none
	return f
}

// bucket is the shop's query budget, as of its last answer.
type bucket struct {
	size, points, rate float64
	at                 time.Time
}

// wait is how long the bucket needs to hold a price.
func (b bucket) wait(price float64, now time.Time) time.Duration {
	if b.rate <= 0 {
		return 0
	}
	points := b.points
	if !b.at.IsZero() {
		points += b.rate * now.Sub(b.at).Seconds()
	}
	lacking := min(price, b.size) - min(points, b.size)
	return time.Duration(max(0, lacking) / b.rate * float64(time.Second))
}
