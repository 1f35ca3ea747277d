package edm

import (
	"context"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
	"regulars/config"
	"regulars/config/loopback"
	"regulars/config/returnpath"
)

const (
	defaultConnections = 4
	defaultPort        = 587
	implicitPort       = 465

	// batchSize is the most that one Send takes; how many it gets at once follows the server.
	batchSize = 4000

	dialTimeout = 15 * time.Second
	// talkTimeout bounds one message: servers may scan it before they answer.
	talkTimeout = 60 * time.Second
)

// Sender is one SMTP account with a few connections that stay open.
type Sender struct {
	client   *gomail.Client
	skeleton skeleton
	returns  returnpath.Path // the envelopes' senders, one for each message; or none
	pool     *pool
	pace     *channel.Pace
	workers  int
	pauses   []time.Duration // before each further try of a recipient that was refused for now
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	from, err := envelope.From(cfg.From)
	if err != nil {
		return nil, err
	}
	returns, err := cfg.Returns()
	if err != nil {
		return nil, err
	}
	client, err := newClient(cfg)
	if err != nil {
		return nil, err
	}
	connections := cfg.Connections
	if connections <= 0 {
		connections = defaultConnections
	}
	account := fmt.Sprintf("smtp/%s/%s/%s", client.ServerAddr(), cfg.Username, from.Address)
	skeleton := newSkeleton(from)
	return &Sender{
		client:   client,
		skeleton: skeleton,
		returns:  returns,
		pool:     newPool(client, connections),
		pace:     channel.PaceOf(account, cfg.PerSecond),
		workers:  connections,
		pauses:   []time.Duration{2 * time.Second, 5 * time.Second},
	}, nil
}

func newClient(cfg config.Channel) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithTimeout(talkTimeout),
		// The pool asks an idle connection whether it is there; between two
		// messages NOOP and RSET would cost a round trip each for nothing.
		gomail.WithoutNoop(),
		gomail.WithoutRset(),
	}
	port := defaultPort
	switch cfg.TLS {
	case "", "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "implicit":
		port = implicitPort
		options = append(options, gomail.WithSSL())
	case "none":
		if !loopback.Is(cfg.Host) {
			return nil, fmt.Errorf("tls: none sends members' addresses in the clear to %s: use starttls or implicit", cfg.Host)
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("tls %q is not known: use starttls, implicit or none", cfg.TLS)
	}
	if cfg.Port != 0 {
		port = cfg.Port
	}
	options = append(options, gomail.WithPort(port))
	if cfg.Username != "" {
		options = append(options,
			gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(cfg.Username),
			gomail.WithPassword(cfg.Password.Reveal()))
	}
	client, err := gomail.NewClient(cfg.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("smtp settings: %w", err)
	}
	return client, nil
}

// KeyLife is 0: SMTP has no key by which a server would know a message again.
func (s *Sender) KeyLife() time.Duration { return 0 }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send hands the batch over, by several connections at once.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	results := make([]channel.Result, len(batch))
	todo := make([]int, len(batch))
	for i := range todo {
		todo[i] = i
	}
	for try := 0; ; try++ {
		again, err := s.sendOnce(ctx, batch, results, todo)
		if err != nil || len(again) == 0 || try == len(s.pauses) {
			return results, err
		}
		if channel.Sleep(ctx, s.pauses[try]) != nil {
			// Their last answer, a refusal for now, stands in the results.
			return results, nil
		}
		todo = again
	}
}

// Check dials the server and logs in, as a night would. It returns an
// *channel.Error that says what is wrong.
func (s *Sender) Check(ctx context.Context) error {
	conn, err := s.pool.get(ctx, true)
	if err != nil {
		return dialError(err)
	}
	s.pool.put(conn, true)
	return nil
}

// Close ends the open connections.
func (s *Sender) Close() error { return s.pool.close() }
