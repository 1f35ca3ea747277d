package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"regulars"
	"regulars/bench/history"
	"regulars/bench/scratch"
	"regulars/config"
	"regulars/console"
	"regulars/deploy/local"
	"regulars/report"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/ledger/reach"
	"regulars/worker/service"
)

const (
	workerRole = "pages-worker"
	database   = "pages"
	keyName    = "PAGES_KEY"
	key        = "a key of the pages"
	nights     = 28 // of messages
	years      = 3
	patience   = 2 * time.Minute // until the worker has begun
)

func init() {
	local.Role(workerRole, func(ctx context.Context) error {
		return service.Run(ctx, service.Options{ConfigPath: os.Args[1], Console: service.ConsoleOptions{Listen: os.Args[3], Link: console.Link{Dir: os.Args[2]}, Person: "bench"}})
	})
}

// large is a brand that is made, with a worker whose console shows it.
type large struct {
	dir    string
	orders uint64
	days   int
	fill   bool
}

// run makes the brand where that isn't done yet, and lets the pages be looked at.
func (l large) run(ctx context.Context, look func(link string, usage func() (spent, error)) error) (err error) {
	place, err := scratch.Open(ctx, l.dir, database, local.ClickHouse|local.Temporal)
	if err != nil {
		return err
	}
	defer place.Close()
	l.dir = place.Dir
	file := filepath.Join(l.dir, "regulars.yaml")
	if err := os.WriteFile(file, []byte(written), 0o600); err != nil {
		return err
	}
	if err := os.Setenv(keyName, key); err != nil {
		return err
	}
	cfg, err := config.Load(file)
	if err != nil {
		return err
	}
	if err := l.make(ctx, place.DB, &cfg.Brands[0]); err != nil || l.fill {
		return err
	}
	return l.serve(place.Stack, file, func(link string) error {
		return look(link, func() (took spent, err error) {
			var micros uint64
			err = place.DB.Conn().QueryRow(ctx, "SELECT sumIf(value, event = 'OSCPUVirtualTimeMicroseconds') FROM system.events").Scan(&micros)
			return time.Duration(micros) * time.Microsecond, err
		})
	})
}

// make does what isn't done yet of the brand, step by step.
func (l large) make(ctx context.Context, db *schema.DB, brand *config.Brand) error {
	last := regulars.EndedAt(time.Now(), brand.Zone)
	if text, err := os.ReadFile(filepath.Join(l.dir, "last")); err == nil {
		last = regulars.BusinessDate(text)
	} else if err := os.WriteFile(filepath.Join(l.dir, "last"), []byte(last), 0o600); err != nil {
		return err
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"orders", func() error {
			if err := derive.SyncSettings(ctx, db, brand); err != nil {
				return err
			}
			return history.Make(ctx, db, brand, history.Orders{Load: "first", From: last.AddDays(1 - 365*years), Days: 365 * years, Count: l.orders, People: l.orders / 10})
		}},
		{"members", func() error { _, err := derive.Run(ctx, db, brand, last); return err }},
		{"messages", func() error { return history.Tell(ctx, db, brand.Name, last, nights) }},
		{"numbers", func() error { _, err := history.Backfill(ctx, db, brand, last, l.days); return err }},
		{"reach", func() error { return reach.Write(ctx, db, brand) }},
		{"report", func() error { return report.Write(ctx, db, brand, last, "en", io.Discard) }}, // it keeps what came of the campaigns
	} {
		done := filepath.Join(l.dir, "done-"+step.name)
		if _, err := os.Stat(done); err == nil {
			continue
		}
		began := time.Now()
		if err := step.do(); err != nil {
			return fmt.Errorf("make the %s of a brand: %w", step.name, err)
		}
		fmt.Printf("made %s in %s\n", step.name, time.Since(began).Round(time.Second))
		if err := os.WriteFile(done, nil, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// serve runs a worker with a console until look has ended.
func (l large) serve(stack *local.Stack, file string, look func(link string) error) error {
	link := console.Link{Dir: filepath.Join(l.dir, "console")}
	at, err := freeAddress()
	if err != nil {
		return err
	}
	if err := link.Announce("http://" + at); err != nil {
		return err
	}
	worker, err := stack.Start(local.Child{
		Name: "worker", Role: workerRole, Args: []string{file, link.Dir, at}, Env: append(stack.Addresses.Environment(), "CLICKHOUSE_DATABASE="+database, keyName+"="+key),
	})
	if err != nil {
		return err
	}
	defer func() { _ = worker.Stop() }()
	if err := awaitConsole(worker, "http://"+at+"/sign-in"); err != nil {
		return fmt.Errorf("%w\n%s", err, worker.LogTail())
	}
	address, err := link.New()
	if err != nil {
		return err
	}
	return look(address)
}

func awaitConsole(worker *local.Process, url string) error {
	for began := time.Now(); time.Since(began) < patience; {
		if answers(url) {
			return nil
		}
		select {
		case <-worker.Done():
			return errors.Join(errors.New("the worker ended"), worker.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
	return errors.New("the worker's console doesn't answer")
}

// written is the config of the brand, whose shop is never asked.
const written = `brands:
  - name: large
    timezone: UTC
    currency: TWD
    shops: [{name: web, platform: woocommerce, url: "http://127.0.0.1:9", key: "${PAGES_KEY}", key_secret: "${PAGES_KEY}"}]
    channels:
      edm: {provider: smtp, host: 127.0.0.1, port: 9, tls: none, from: news@shop.example, unsubscribe_url: "https://shop.example/u"}
    campaigns:
      - name: welcome
        audience: {enters: [new]}
        once_per: stage
        channels: [edm]
        templates: {edm: {subject: "歡迎", text: "{{ member.name }}您好，{{ unsubscribe_url }}"}}
      - name: wake-up
        audience: {is: [sleep]}
        once_per: 30d
        holdout: 0.1
        channels: [edm]
        templates: {edm: {subject: "好久不見", text: "{{ member.name }}您好，{{ unsubscribe_url }}"}}
      - name: win-back
        audience: {is: [lost]}
        once_per: 30d
        channels: [edm]
        templates: {edm: {subject: "好久不見", text: "{{ member.name }}您好，{{ unsubscribe_url }}"}}
      - name: news
        audience: {is: [everybody], where: "1 = 1"}
        once_per: 7d
        holdout: 0.1
        channels: [edm]
        templates: {edm: {subject: "本週新品", text: "{{ member.name }}您好，{{ unsubscribe_url }}"}}
privacy: {hash_key: '${PAGES_KEY}'}
worker: {listen: '127.0.0.1:0', task_queue: pages}
`
