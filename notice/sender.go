package notice

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"regulars"
	"regulars/channel"
	"regulars/channel/providers"
	"regulars/channel/webhook"
	"regulars/config"
	"regulars/config/notify"
)

// keys is the name space of the keys under which a provider drops a repetition.
var keys = uuid.MustParse("6f4d5f0e-4a55-4c39-9d0a-54d2b8a0c9f1")

// send hands a text to a recipient. The same matter has the same key, so that LINE drops
// what an attempt before handed over without an answer.
func send(ctx context.Context, brand *config.Brand, r *notify.Recipient, matter string, t Text) error {
	sender, to, err := senderOf(brand, r)
	if err != nil {
		return err
	}
	defer func() { _ = sender.Close() }()
	m := regulars.Message{
		DeliveryID: brand.Name + "/" + matter + "/" + r.Name, RetryKey: uuid.NewSHA1(keys, []byte(brand.Name+"\x00"+matter+"\x00"+r.Name)).String(),
		To: to, Subject: t.Title, Text: t.Body, Again: sender.KeyLife() > 0,
	}
	if r.Way() != notify.ByMail {
		m.Subject, m.Text = "", t.Plain()
	}
	results, err := sender.Send(ctx, []regulars.Message{m})
	switch {
	case err != nil:
		return err
	case len(results) != 1:
		return errors.New("the provider's answer is of another message")
	case results[0].Outcome == regulars.OutcomeSent:
		return nil
	case results[0].Reason != "":
		return errors.New(results[0].Reason)
	}
	return fmt.Errorf("it was not handed over (%s)", results[0].Code)
}

// senderOf opens the way to a recipient, and returns the address to use.
func senderOf(brand *config.Brand, r *notify.Recipient) (s channel.Sender, to string, err error) {
	switch r.Way() {
	case notify.ByMail:
		cfg := mailOf(brand)
		if cfg == nil {
			return nil, "", errors.New("the brand has no channel edm: write it, or notify.smtp")
		}
		s, err = providers.Open("edm", *cfg)
		return s, r.Mail, err
	case notify.ByLine:
		cfg := brand.Channels["line"]
		if cfg == nil {
			return nil, "", errors.New("the brand has no channel line")
		}
		s, err = providers.Open("line", *cfg)
		return s, r.Line, err
	case notify.ByWebhook:
		return webhook.New(r.Webhook), "", nil
	}
	return nil, "", errors.New("the recipient has no address")
}

// mailOf is the account that notifications go by: their own, or the brand's.
func mailOf(brand *config.Brand) *config.Channel {
	if !brand.Notify.OwnSMTP() {
		return brand.Channels["edm"]
	}
	own := brand.Notify.SMTP
	return &config.Channel{
		Provider: "smtp", Host: own.Host, Port: own.Port, Username: own.Username, Password: own.Password, TLS: own.TLS, From: own.From, Connections: 1,
	}
}

// Tried is what came of a test for one recipient.
type Tried struct {
	Recipient, Way string
	Err            error // nil: it was handed over
}

// Test sends every recipient of a brand a test, or the one of a name. It returns an error
// where nobody has that name, or nobody is to be notified.
func Test(ctx context.Context, brand *config.Brand, name string) ([]Tried, error) {
	if !brand.Notify.On() {
		return nil, fmt.Errorf("the brand %s notifies nobody: write recipients under its key notify.to", brand.Name)
	}
	var all []Tried
	var names []string
	text := TextOf(brand, Matter{Kind: test}, "")
	for i := range brand.Notify.To {
		r := &brand.Notify.To[i]
		names = append(names, r.Name)
		if name != "" && r.Name != name {
			continue
		}
		within, cancel := context.WithTimeout(ctx, sendWithin)
		all = append(all, Tried{r.Name, r.Way(), send(within, brand, r, test+"/"+uuid.NewString(), text)})
		cancel()
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the brand %s notifies nobody called %q: %s", brand.Name, name, config.Suggest(name, names))
	}
	return all, nil
}
