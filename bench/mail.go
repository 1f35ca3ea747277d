package main

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"regulars"
	"regulars/channel/edm"
	"regulars/config"
)

// benchMail sends the same messages through the pooled sender and through a
// plain go-mail loop, into postfix's smtp-sink.
func benchMail(ctx context.Context, n int) error {
	port, stop, err := startSink(ctx)
	if err != nil {
		fmt.Println("\nsending mail           not measured:", err)
		return nil
	}
	defer stop()
	batch := mails(n)
	plain, err := sendPlain(ctx, port, batch)
	if err != nil {
		return err
	}
	ours, err := sendOurs(ctx, port, batch)
	if err != nil {
		return err
	}
	perSecond := func(d time.Duration) float64 { return float64(n) / d.Seconds() }
	fmt.Printf("\nsending mail           %d messages into smtp-sink: %.0f/s; a plain go-mail loop: %.0f/s; ratio %.2f\n",
		n, perSecond(ours), perSecond(plain), perSecond(ours)/perSecond(plain))
	return nil
}

// startSink starts postfix's smtp-sink, with more of its options.
func startSink(ctx context.Context, options ...string) (port int, stop func(), err error) {
	path, err := exec.LookPath("smtp-sink")
	if err != nil {
		return 0, nil, fmt.Errorf("smtp-sink is not on this machine: it comes with postfix")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, nil, err
	}
	port = listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()
	address := "127.0.0.1:" + strconv.Itoa(port)
	sink := exec.CommandContext(ctx, path, append(append([]string{"-u", "nobody"}, options...), address, "100")...)
	if err := sink.Start(); err != nil {
		return 0, nil, err
	}
	stop = func() { _ = sink.Process.Kill(); _ = sink.Wait() }
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return port, stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return 0, nil, fmt.Errorf("smtp-sink did not answer at %s", address)
}

func mails(n int) []regulars.Message {
	batch := make([]regulars.Message, n)
	for i := range batch {
		batch[i] = regulars.Message{
			DeliveryID: fmt.Sprintf("bench-%d", i), RetryKey: fmt.Sprintf("key-%d", i),
			To: fmt.Sprintf("p%d@example.com", i), Name: "王小明", Subject: "好久不見",
			Text: "王小明您好，\n\n好久不見，回來看看吧。\n", HTML: "<p>王小明您好，</p><p>好久不見，回來看看吧。</p>",
			UnsubscribeURL: fmt.Sprintf("https://example.com/u/%d", i),
		}
	}
	return batch
}

func sendOurs(ctx context.Context, port int, batch []regulars.Message) (time.Duration, error) {
	sender, err := edm.New(config.Channel{Host: "127.0.0.1", Port: port, TLS: "none", From: "news@example.com", PerSecond: 1e6})
	if err != nil {
		return 0, err
	}
	defer func() { _ = sender.Close() }()
	started := time.Now()
	for len(batch) > 0 {
		n := min(len(batch), sender.BatchSize())
		results, err := sender.Send(ctx, batch[:n])
		if err != nil {
			return 0, err
		}
		for _, r := range results {
			if r.Outcome != regulars.OutcomeSent {
				return 0, fmt.Errorf("a message was %s: %s", r.Outcome, r.Reason)
			}
		}
		batch = batch[n:]
	}
	return time.Since(started), nil
}

func sendPlain(ctx context.Context, port int, batch []regulars.Message) (time.Duration, error) {
	client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(port), gomail.WithTLSPolicy(gomail.NoTLS))
	if err != nil {
		return 0, err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return 0, err
	}
	defer func() { _ = client.Close() }()
	started := time.Now()
	for _, m := range batch {
		message := gomail.NewMsg()
		if err := message.From("news@example.com"); err != nil {
			return 0, err
		}
		if err := message.To(m.To); err != nil {
			return 0, err
		}
		message.Subject(m.Subject)
		message.SetBodyString(gomail.TypeTextPlain, m.Text)
		message.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
		if err := client.Send(message); err != nil {
			return 0, err
		}
	}
	return time.Since(started), nil
}
