// Package ses sends mail by Amazon SES v2 with its official SDK.
//
// SES has no idempotency key: what got no answer, or a 5xx, is unknown; so the SDK's own
// retries are switched off. Each mail goes by a request of its own, because a bulk
// request takes one template for all. SES limits an account's mails per second and per 24
// hours; a mailbox that is nobody's comes back as an event.
package ses

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/mail"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	// perSecond is what SES gives a new account that has left the sandbox. Another
	// account's rate is turned away with 429 until per_second says it.
	perSecond = 14

	// batchSize is the most that one Send takes; how many it gets at once follows how fast
	// SES takes them: what is unknown when the process dies is bounded by package deliver.
	batchSize = 1000

	utf8 = "UTF-8"
)

// Sender is one region of an AWS account.
type Sender struct {
	client        *exchange.Client
	api           *sesv2.Client
	from          *mail.Address
	configuration *string // the configuration set; nil: the identity's own
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	switch {
	case cfg.Region == "":
		return nil, errors.New("region is missing: write the region that the account sends from, such as ap-northeast-1")
	case cfg.AccessKeyID == "":
		return nil, errors.New("access_key_id is missing")
	case cfg.SecretAccessKey.Empty():
		return nil, errors.New("secret_access_key is missing: give it as ${SECRET_ACCESS_KEY}")
	}
	from, err := envelope.From(cfg.From)
	if err != nil {
		return nil, err
	}
	client := exchange.New("ses", cfg.Endpoint+"/"+cfg.Region+"/"+cfg.AccessKeyID, cfg, perSecond)
	options := sesv2.Options{
		Region: cfg.Region, HTTPClient: client.HTTP, Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: cfg.AccessKeyID, SecretAccessKey: cfg.SecretAccessKey.Reveal()}, nil
		}),
	}
	if cfg.Endpoint != "" {
		options.BaseEndpoint = aws.String(cfg.Endpoint)
	}
	s := &Sender{client: client, api: sesv2.New(options), from: from}
	if cfg.ConfigurationSet != "" {
		s.configuration = aws.String(cfg.ConfigurationSet)
	}
	return s, nil
}

// KeyLife is 0: SES sends each request that it gets.
func (s *Sender) KeyLife() time.Duration { return 0 }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts the batch, several mails at once.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	return s.client.Each(ctx, batch, func(m regulars.Message) exchange.Verdict { return s.post(ctx, m) })
}

// post sends one mail. A request that is on its way isn't cut off when ctx ends.
func (s *Sender) post(ctx context.Context, m regulars.Message) exchange.Verdict {
	mail, err := envelope.Of(m)
	if err != nil {
		return exchange.Failed("invalid", err.Error())
	}
	ctx, written := exchange.Written(context.WithoutCancel(ctx))
	sent, err := s.api.SendEmail(ctx, s.compose(mail))
	switch {
	case err != nil:
		return s.judge(err, written())
	case aws.ToString(sent.MessageId) == "":
		return exchange.Unknown("", "ses answered without the id of a message")
	}
	return exchange.Sent(*sent.MessageId)
}

func (s *Sender) compose(m envelope.Mail) *sesv2.SendEmailInput {
	message := &types.Message{Subject: textOf(m.Subject), Body: &types.Body{}}
	if m.Text != "" {
		message.Body.Text = textOf(m.Text)
	}
	if m.HTML != "" {
		message.Body.Html = textOf(m.HTML)
	}
	for _, name := range []string{envelope.ListUnsubscribe, envelope.ListUnsubscribePost} {
		if value := m.Headers[name]; value != "" {
			message.Headers = append(message.Headers, types.MessageHeader{Name: aws.String(name), Value: aws.String(value)})
		}
	}
	return &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(s.from.String()), Destination: &types.Destination{ToAddresses: []string{m.To.String()}},
		Content: &types.EmailContent{Simple: message}, ConfigurationSetName: s.configuration,
	}
}

func textOf(text string) *types.Content {
	return &types.Content{Data: aws.String(text), Charset: aws.String(utf8)}
}

// Quota asks SES what is left of the mails of 24 hours. It returns an *channel.Error that
// says what is wrong.
func (s *Sender) Quota(ctx context.Context) (channel.Quota, error) {
	account, err := s.account(ctx)
	if err != nil || account.SendQuota == nil || account.SendQuota.Max24HourSend < 0 {
		return channel.Quota{}, err
	}
	left := account.SendQuota.Max24HourSend - account.SendQuota.SentLast24Hours
	return channel.Quota{Limited: true, Left: int64(math.Max(0, left))}, nil
}

// Check asks SES for the account. It returns an *channel.Error that says what is wrong,
// channel.ErrQuota (wrapped) if nothing is left of the 24 hours.
func (s *Sender) Check(ctx context.Context) error {
	account, err := s.account(ctx)
	if err != nil {
		return err
	}
	quota := account.SendQuota
	switch {
	case !account.SendingEnabled:
		return s.client.Refused("account", "sending is paused", "look at the account's dashboard in SES")
	case quota != nil && quota.Max24HourSend >= 0 && quota.SentLast24Hours >= quota.Max24HourSend:
		return s.client.UsedUp(fmt.Sprintf("%.0f mails in 24 hours", quota.Max24HourSend), "ask AWS for a higher quota, or wait")
	}
	return nil
}

func (s *Sender) account(ctx context.Context) (*sesv2.GetAccountOutput, error) {
	account, err := s.api.GetAccount(ctx, &sesv2.GetAccountInput{})
	if err != nil {
		return nil, s.client.CheckError(s.judge(err, false), exchange.Answer{Status: statusOf(err)})
	}
	return account, nil
}

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
