package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"time"
)

func main() {
	link := flag.String("link", "", "a link of `starter console`, which signs in once")
	looks := flag.Int("looks", 5, "how often each page is looked at after the first time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *link, *looks); err != nil {
		fmt.Fprintln(os.Stderr, "pages:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, link string, looks int) error {
	if link == "" {
		return errors.New("no -link: `starter console` prints one")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	v := &visitor{client: &http.Client{Jar: jar, Timeout: time.Minute}, seen: map[string]bool{}}
	base, err := url.Parse(link)
	if err != nil {
		return fmt.Errorf("-link: %w", err)
	}
	if err := v.walk(ctx, base, looks); err != nil {
		return err
	}
	slices.SortFunc(v.pages, func(a, b page) int { return int(b.first - a.first) })
	fmt.Printf("%8s %8s %8s  %s\n", "first", "then", "KiB", "page")
	for _, p := range v.pages {
		fmt.Printf("%5d ms %5d ms %8d  %s\n", p.first.Milliseconds(), p.then.Milliseconds(), p.size>>10, p.address)
	}
	return nil
}

// page is what one page took: when it was looked at first, and in the middle of the looks
// after it.
type page struct {
	address     string
	first, then time.Duration
	size        int
}

type visitor struct {
	client *http.Client
	seen   map[string]bool // kinds of pages
	pages  []page
}

var href = regexp.MustCompile(`href="(/b/[^"#]*)"`)

// walk goes from page to page, breadth first, to one of each kind.
func (v *visitor) walk(ctx context.Context, base *url.URL, looks int) error {
	text, _, err := v.get(ctx, base.String())
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
		text, first, err := v.get(ctx, address)
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
		p := page{address: strings.TrimPrefix(address, base.Scheme+"://"+base.Host), first: first, size: len(text)}
		if len(after) > 0 {
			p.then = after[len(after)/2]
		}
		v.pages = append(v.pages, p)
		ahead = append(ahead, leads(base, text)...)
	}
	return nil
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
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return string(text), time.Since(started), err
}
