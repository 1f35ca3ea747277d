package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// page is what one page took: when it was looked at first, and in the middle of the looks
// after it.
type page struct {
	address            string
	first, then, spent time.Duration // spent: of ClickHouse's processors by the first look
	whole              time.Duration // from the first look until everything was counted
	size               int
}

// spent is what ClickHouse's processors spent so far.
type spent = time.Duration

type visitor struct {
	client *http.Client
	seen   map[string]bool       // kinds of pages
	usage  func() (spent, error) // nil: it isn't known
	pages  []page
}

var errStarting = errors.New("the worker is starting")

var href = regexp.MustCompile(`href="(/b/[^"#]*)"`)

// walk goes from page to page, breadth first, to one of each kind.
func (v *visitor) walk(ctx context.Context, base *url.URL, looks int) error {
	text, _, err := v.get(ctx, base.String())
	for began := time.Now(); errors.Is(err, errStarting) && time.Since(began) < patience; {
		time.Sleep(time.Second)
		text, _, err = v.get(ctx, base.Scheme+"://"+base.Host+"/") // the link is used up
	}
	if err != nil {
		return err
	}
	ahead := leads(base, text)
	if len(ahead) == 0 {
		return errors.New("the link doesn't sign in: `starter console` prints another")
	}
	for len(ahead) > 0 {
		address := ahead[0]
		ahead = ahead[1:]
		if v.seen[kind(address)] {
			continue
		}
		v.seen[kind(address)] = true
		text, first, whole, took, err := v.first(ctx, address)
		if err != nil {
			return err
		}
		var after []time.Duration
		for range looks {
			_, took, err := v.get(ctx, address)
			if err != nil {
				return err
			}
			after = append(after, took)
		}
		slices.Sort(after)
		p := page{address: strings.TrimPrefix(address, base.Scheme+"://"+base.Host), first: first, whole: whole, spent: took, size: len(text)}
		if len(after) > 0 {
			p.then = after[len(after)/2]
		}
		v.pages = append(v.pages, p)
		ahead = append(ahead, leads(base, text)...)
	}
	return nil
}

// awaits is what a page says that doesn't have all of its numbers yet.
const awaits = `hx-trigger="load`

// first is a page's first look, when the page was whole, and what that costs ClickHouse's
// processors where it is known.
func (v *visitor) first(ctx context.Context, address string) (text string, first, whole, took time.Duration, err error) {
	var before, after spent
	if v.usage != nil {
		if before, err = v.usage(); err != nil {
			return "", 0, 0, 0, err
		}
	}
	began := time.Now()
	text, first, err = v.get(ctx, address)
	for whole = first; err == nil && strings.Contains(text, awaits); whole = time.Since(began) {
		text, _, err = v.get(ctx, address)
	}
	if err == nil && v.usage != nil {
		after, err = v.usage()
	}
	return text, first, whole, after - before, err
}

// leads are the addresses to which a page leads.
func leads(base *url.URL, text string) []string {
	var all []string
	for _, found := range href.FindAllStringSubmatch(text, -1) {
		if to, err := base.Parse(strings.ReplaceAll(found[1], "&amp;", "&")); err == nil {
			all = append(all, to.String())
		}
	}
	return all
}

// kind is what two pages share that differ by a date, a name or what is asked only.
func kind(address string) string {
	path, _, asks := strings.Cut(address, "?")
	parts := strings.Split(path, "/")
	for i := range parts {
		if i > 5 { // scheme, host, b, brand, the page's name
			parts[i] = "*"
		}
	}
	return fmt.Sprint(strings.Join(parts, "/"), asks)
}

func (v *visitor) get(ctx context.Context, address string) (string, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", 0, err
	}
	started := time.Now()
	answer, err := v.client.Do(request)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if answer.StatusCode == http.StatusServiceUnavailable {
		return "", 0, errStarting
	}
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return string(text), time.Since(started), err
}

// answers reports whether somebody serves an address.
func answers(address string) bool {
	answer, err := http.Get(address) //nolint:gosec,noctx // the worker's own address
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}
