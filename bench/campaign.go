package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars/channel"
	"regulars/channel/edm"
	"regulars/config"
	"regulars/config/audience"
	"regulars/deliver"
	"regulars/schema"
	"regulars/schema/ledger"
)

// campaignInFlight fixes what is in flight however busy the machine is, so that two versions
// can be compared on one that does other work, too.
var campaignInFlight = flag.Int("inflight", 0, "messages of the campaign's bench in flight at once; 0: as the server's pace has it")

// benchCampaign sends a campaign as a night does: planned, claimed, rendered, handed over
// and written down, by four blocks at once, on durable tables. Next to it stands a plain
// go-mail loop, which remembers nothing: half of it before and half after, since other
// work on the machine comes and goes.
func benchCampaign(ctx context.Context, db *schema.DB, n int, profile string) error {
	port, stop, err := startSink(ctx)
	if err != nil {
		fmt.Println("\ncampaign               not measured:", err)
		return nil
	}
	defer stop()
	plain, err := sendPlain(ctx, port, mails(n/2))
	if err != nil {
		return err
	}
	l, err := fillCampaign(ctx, db, "bench", n)
	if err != nil {
		return err
	}
	run := ledger.Run{Brand: "bench", Campaign: "wake-up", Date: "2026-11-20"}
	began := time.Now()
	state, books, err := l.Plan(ctx, ledger.Plan{
		Run: run, Audience: audience.Audience{Is: []string{audience.Everybody}}, Channels: []string{"edm"}, Purpose: "marketing",
	})
	if err != nil {
		return err
	}
	planned := time.Since(began)
	before, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	began = time.Now()
	if err := profiled(profile, func() error { return sendMails(ctx, l, run, state, port) }); err != nil {
		return err
	}
	took := time.Since(began)
	after, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	if books, err = l.Books(ctx, run); err != nil || books.Sent != uint64(n) {
		return fmt.Errorf("%d of %d messages are sent: %+v: %w", books.Sent, n, books, err)
	}
	rest, err := sendPlain(ctx, port, mails(n-n/2))
	if err != nil {
		return err
	}
	plain += rest
	perSecond := func(d time.Duration) float64 { return float64(n) / d.Seconds() }
	fmt.Printf("\ncampaign               %d mails with the ledger, durable: %.0f/s (planned in %.1f s); a plain go-mail loop without one: %.0f/s; ratio %.2f\n",
		n, perSecond(took), planned.Seconds(), perSecond(plain), perSecond(took)/perSecond(plain))
	fmt.Println("                      ", after.since(before, n))
	return nil
}

func sendMails(ctx context.Context, l *ledger.Ledger, run ledger.Run, state ledger.State, port int) error {
	sender, err := edm.New(config.Channel{Host: "127.0.0.1", Port: port, TLS: "none", From: "news@example.com", PerSecond: 1e6})
	if err != nil {
		return err
	}
	defer func() { _ = sender.Close() }()
	template, err := channel.ParseTemplate(config.Template{
		Subject: "{{ member.name }}，好久不見", Text: "{{ member.name }}您好，\n\n好久不見，回來看看吧。\n", HTML: "<p>{{ member.name }}您好，</p><p>好久不見，回來看看吧。</p>",
	}, "")
	if err != nil {
		return err
	}
	letter := deliver.Letter{Templates: map[string]*channel.Template{"": template}, UnsubscribeURL: "https://shop.example/u", Key: benchKey}
	return sendBlocks(ctx, l, run, state, "edm", deliver.NewAccount(sender, *campaignInFlight), letter)
}

// sendBlocks sends what is planned on a channel, by four blocks at once.
func sendBlocks(ctx context.Context, l *ledger.Ledger, run ledger.Run, state ledger.State, name string, account *deliver.Account, letter deliver.Letter) error {
	var group errgroup.Group
	group.SetLimit(4) // as the workflow has them side by side
	for block := range state.Blocks() {
		group.Go(func() error {
			sending := deliver.Sending{
				Store: l, Progress: silent{}, Account: account, MaxFailureRate: 0.2,
				Letter:   letter,
				Block:    ledger.Block{Run: run, Number: block, Bits: state.Bits},
				Claimant: ledger.Claimant{ID: fmt.Sprint("bench/", block), Channel: name, Purpose: "marketing"},
			}
			var totals deliver.Totals
			return sending.Run(ctx, &totals)
		})
	}
	return group.Wait()
}

type silent struct{}

func (silent) Recorded(deliver.Totals) {}
func (silent) Waits(error)             {}

// addresses say of each channel in which column its addresses stand, of what kind they are as
// identifiers, and how the address of the member of a number is made.
var addresses = map[string]struct{ column, kind, expression string }{
	"edm":  {"email", "email", "concat('m', toString(number), '@example.com')"},
	"sms":  {"phone", "phone", "concat('+8869', leftPad(toString(number), 8, '0'))"},
	"line": {"line_id", "line", "concat('U', leftPad(toString(number), 32, '0'))"},
}

const benchKey = "a key of the bench"

// fillCampaign makes members of a brand who allow mail.
func fillCampaign(ctx context.Context, db *schema.DB, brand string, n int) (*ledger.Ledger, error) {
	return fillMembers(ctx, db, brand, "edm", n)
}

// fillMembers makes members of a brand who allow messages of a channel.
func fillMembers(ctx context.Context, db *schema.DB, brand, channel string, n int) (*ledger.Ledger, error) {
	address := addresses[channel]
	ids := fmt.Sprintf("FROM (SELECT sipHash64(number) AS id, number FROM numbers(%d))", n)
	for _, statement := range []string{
		"INSERT INTO brand_settings (brand, version) VALUES ('" + brand + "', 1)",
		"INSERT INTO members (brand, member_id, name, " + address.column + ", known_on) SELECT '" + brand + "', id, concat('王小明', toString(number)), " + address.expression + ", '2026-01-01' " + ids,
		"INSERT INTO identity_nodes (brand, node, member_id, kind) SELECT '" + brand + "', id, id, '" + address.kind + "' " + ids,
		"INSERT INTO stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version) SELECT '" + brand + "', id, '2026-11-20', '2027-01-01', 'sleep', 'active', 1 " + ids,
		"INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) SELECT '" + brand + "', 'web', id, '" + channel + "', 'marketing', toDateTime('2026-01-01'), true, 1 " + ids,
	} {
		if err := db.Conn().Exec(ctx, statement); err != nil {
			return nil, fmt.Errorf("make members: %w", err)
		}
	}
	return ledger.New(db, benchKey)
}

// profiled writes to a file where the processors' time of run went; to none without a name.
func profiled(file string, run func() error) error {
	if file == "" {
		return run()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = run()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}
