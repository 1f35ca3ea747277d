package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"time"

	"regulars/deploy/local"
)

type options struct {
	link  string
	looks int
	large large
}

func main() {
	local.RunRole()
	var o options
	flag.StringVar(&o.link, "link", "", "a link of `starter console`, which signs in once")
	flag.IntVar(&o.looks, "looks", 5, "how often each page is looked at after the first time")
	flag.Uint64Var(&o.large.orders, "orders", 0, "without a link: orders of the brand that is made; a tenth as many members")
	flag.IntVar(&o.large.days, "days", 60, "days of numbers that the brand has")
	flag.StringVar(&o.large.dir, "dir", "", "where the brand is kept, so that a run that was stopped goes on; default a directory that is removed")
	flag.BoolVar(&o.large.fill, "fill", false, "only make the brand")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "pages:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	switch {
	case o.link != "":
		return look(ctx, o.link, o.looks, nil)
	case o.large.orders > 0:
		return o.large.run(ctx, func(link string, usage func() (spent, error)) error { return look(ctx, link, o.looks, usage) })
	}
	return errors.New("no -link: `starter console` prints one; and no -orders of a brand that is made")
}

// look goes through the pages and prints what each took.
func look(ctx context.Context, link string, looks int, usage func() (spent, error)) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	v := &visitor{client: &http.Client{Jar: jar, Timeout: time.Minute}, seen: map[string]bool{}, usage: usage}
	base, err := url.Parse(link)
	if err != nil {
		return fmt.Errorf("-link: %w", err)
	}
	if err := v.walk(ctx, base, looks); err != nil {
		return err
	}
	slices.SortFunc(v.pages, func(a, b page) int { return int(b.whole - a.whole) })
	fmt.Printf("%8s %8s %8s %12s %8s  %s\n", "first", "whole", "then", "processors", "KiB", "page")
	for _, p := range v.pages {
		fmt.Printf("%5d ms %5d ms %5d ms %9d ms %8d  %s\n", p.first.Milliseconds(), p.whole.Milliseconds(), p.then.Milliseconds(), p.spent.Milliseconds(), p.size>>10, p.address)
	}
	return nil
}
