package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"regulars/bench/bare"
	"regulars/channel"
	"regulars/channel/line"
	"regulars/channel/sms"
	"regulars/config"
	"regulars/config/audience"
	"regulars/deliver"
	"regulars/schema"
	"regulars/schema/ledger"
)

const exchangeText = "{{ member.name }}您好，好久不見，回來看看吧。"

// exchange is a channel whose messages go by one request each, and the bare loop it is
// compared with: the same requests, at the same pace, by as many connections.
type exchange struct {
	name      string
	perSecond float64 // what the provider takes; 0: without limit
	loops     int     // requests at once, as four blocks have them
	sender    func(endpoint string) (channel.Sender, error)
	request   func(endpoint string, i int) (*http.Request, error)
}

// exchanges are LINE at the rate that it publishes, and Twilio's SMS without one: it has its
// own for each account.
var exchanges = []exchange{
	{
		name: "line", perSecond: 2000, loops: 64,
		sender: func(endpoint string) (channel.Sender, error) {
			return line.New(config.Channel{Endpoint: endpoint, ChannelToken: config.NewSecret(bare.Token)})
		},
		request: bare.LinePush,
	},
	{
		name: "sms", loops: 32,
		sender: func(endpoint string) (channel.Sender, error) {
			return sms.New(config.Channel{Endpoint: endpoint, AccountSID: bare.Account, AuthToken: config.NewSecret(bare.Token), From: "+886900000000", PerSecond: 1e6})
		},
		request: bare.TwilioMessage,
	},
}

// benchExchanges sends campaigns by LINE and SMS, with the ledger, next to bare loops of an
// HTTP client: half of each loop before and half after, since other work comes and goes. A
// profile has the channel's name behind its own.
func benchExchanges(ctx context.Context, db *schema.DB, n int, profile string) error {
	for _, e := range exchanges {
		if err := e.measure(ctx, db, n, profile); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return nil
}

func (e exchange) measure(ctx context.Context, db *schema.DB, n int, profile string) error {
	server := bare.Provider()
	defer server.Close()
	before, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	loop, err := e.loop(ctx, server.URL, 0, n/2)
	if err != nil {
		return err
	}
	begun, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	took, spent, err := e.campaign(ctx, db, server.URL, n, profile)
	if err != nil {
		return err
	}
	resumed, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	rest, err := e.loop(ctx, server.URL, n/2, n)
	if err != nil {
		return err
	}
	ended, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	loop += rest
	alone := (begun.process - before.process + ended.process - resumed.process) / time.Duration(n)
	perSecond := func(d time.Duration) float64 { return float64(n) / d.Seconds() }
	fmt.Printf("\n%-22s %d messages with the ledger, durable: %.0f/s; a bare HTTP loop: %.0f/s; ratio %.2f\n",
		e.name, n, perSecond(took), perSecond(loop), perSecond(took)/perSecond(loop))
	fmt.Println("                      ", spent)
	fmt.Println("                       of a processor the bare loop takes", alone.Round(time.Microsecond), "a message; each with the server's part, which is here")
	return nil
}

// campaign plans and sends a campaign on the channel.
func (e exchange) campaign(ctx context.Context, db *schema.DB, endpoint string, n int, profile string) (took time.Duration, spent string, err error) {
	brand := "bench-" + e.name
	l, err := fillMembers(ctx, db, brand, e.name, n)
	if err != nil {
		return 0, "", err
	}
	run := ledger.Run{Brand: brand, Campaign: "wake-up", Date: "2026-11-20"}
	state, _, err := l.Plan(ctx, ledger.Plan{
		Run: run, Audience: audience.Audience{Is: []string{audience.Everybody}}, Channels: []string{e.name}, Purpose: "marketing",
	})
	if err != nil {
		return 0, "", err
	}
	sender, err := e.sender(endpoint)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = sender.Close() }()
	template, err := channel.ParseTemplate(config.Template{Text: exchangeText}, "")
	if err != nil {
		return 0, "", err
	}
	letter := deliver.Letter{Templates: map[string]*channel.Template{"": template}, Key: benchKey}
	before, err := readUsage(ctx, db)
	if err != nil {
		return 0, "", err
	}
	file := ""
	if profile != "" {
		file = profile + "." + e.name
	}
	began := time.Now()
	err = profiled(file, func() error {
		return sendBlocks(ctx, l, run, state, e.name, deliver.NewAccount(sender, *campaignInFlight), letter)
	})
	if err != nil {
		return 0, "", err
	}
	took = time.Since(began)
	after, err := readUsage(ctx, db)
	if err != nil {
		return 0, "", err
	}
	books, err := l.Books(ctx, run)
	if err == nil && books.Sent != uint64(n) {
		err = fmt.Errorf("%d of %d messages are sent: %+v", books.Sent, n, books)
	}
	return took, after.since(before, n), err
}

// loop makes the requests of the messages from one to another, and reads their answers.
func (e exchange) loop(ctx context.Context, endpoint string, from, to int) (time.Duration, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = e.loops
	client := &http.Client{Transport: transport}
	defer client.CloseIdleConnections()
	pace := channel.PaceOf("bench/"+e.name, e.perSecond)
	began := time.Now()
	err := channel.Fan(ctx, to-from, e.loops, func(i int) error {
		if err := pace.Wait(ctx); err != nil {
			return err
		}
		request, err := e.request(endpoint, from+i)
		if err != nil {
			return err
		}
		response, err := client.Do(request.WithContext(ctx))
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, response.Body)
		if response.StatusCode/100 != 2 {
			err = errors.Join(err, fmt.Errorf("HTTP %d", response.StatusCode))
		}
		return errors.Join(err, response.Body.Close())
	})
	return time.Since(began), err
}
