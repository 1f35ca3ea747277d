package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

const (
	zoneName    = "Asia/Taipei"
	controlName = "control"

	// StateFile is written into Options.Dir by Run: a Running as JSON.
	StateFile = "sandbox.json"
)

// Sandbox is a running imitation of a brand, its shops and its providers.
type Sandbox struct {
	options Options
	zone    *time.Location

	mu    sync.RWMutex // guards brand and ledgers
	brand *brand
	shops [len(shopNames)]*shop
	feed  feed

	line    *lineServer
	faults  map[string]*faults
	inboxes map[string]*inbox

	addresses map[string]string
	http      []*http.Server
	smtp      *smtp.Server
}

// shop is one shop's part of the brand, for its server.
type shop struct {
	mu     *sync.RWMutex
	brand  *brand
	index  int
	ledger *ledger
	ready  [][]byte // an order's JSON by its number, where it is kept; an order that changed has none
}

// find gives an order by its number, or nil.
func (s *shop) find(number int32) *order {
	orders := s.brand.orders[s.index]
	if number < 1 || int(number) > len(orders) {
		return nil
	}
	return &orders[number-1]
}

// Start makes the brand, writes its feed files and serves its shops and
// providers on loopback until Close, or until ctx ends.
func Start(ctx context.Context, o Options) (*Sandbox, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, fmt.Errorf("sandbox: time zone %s: %w", zoneName, err)
	}
	s := &Sandbox{options: o, zone: zone, brand: newBrand(o, zone), addresses: map[string]string{}}
	s.feed = feed{brand: s.brand, seed: o.Seed, dir: o.Dir}
	if err := s.feed.write(); err != nil {
		return nil, err
	}
	for i := range s.shops {
		s.shops[i] = &shop{mu: &s.mu, brand: s.brand, index: i, ledger: newLedger(s.brand, i)}
	}
	s.prepareProviders()
	if err := s.listen(); err != nil {
		s.Close()
		return nil, err
	}
	context.AfterFunc(ctx, func() { s.Close() })
	return s, nil
}

func (s *Sandbox) prepareProviders() {
	s.faults = map[string]*faults{}
	for _, name := range serverNames {
		s.faults[name] = &faults{}
	}
	s.inboxes = map[string]*inbox{}
	for _, channel := range channelNames {
		s.inboxes[channel] = newInbox(s.options.KeepTexts)
	}
	s.line = newLineServer(s.secret("line"), s.inboxes["line"], s.options.LineQuota)
	if s.options.NoDefects {
		return
	}
	for i := range s.brand.people {
		p := &s.brand.people[i]
		if i%211 == 7 {
			s.inboxes["sms"].optOut(spellPhone(p.mobile, third))
		}
		if i%307 == 11 {
			s.inboxes["edm"].optOut(p.email)
		}
	}
}

func (s *Sandbox) listen() error {
	sms := &smsServer{sid: s.smsAccount(), token: s.secret("sms"), inbox: s.inboxes["sms"]}
	shopify := &shopifyServer{shop: s.shops[shopifyShop], token: s.secret("shopify"), bucket: newBucket(s.options.ShopifyPoints)}
	woo := &wooServer{shop: s.shops[wooShop], key: "ck_" + s.secret("woo key"), secret: "cs_" + s.secret("woo secret")}
	servers := []struct {
		name    string
		handler http.Handler
	}{
		{Shopify, disturbed(s.faults[Shopify], shopify, shopRefuse)},
		{Woo, disturbed(s.faults[Woo], woo, shopRefuse)},
		{LINE, disturbed(s.faults[LINE], s.line, lineRefuse)},
		{SMS, disturbed(s.faults[SMS], sms, smsRefuse)},
		{controlName, s.control()},
	}
	for _, server := range servers {
		if err := s.serveHTTP(server.name, server.handler); err != nil {
			return err
		}
	}
	if s.options.Prerender {
		woo.prerender(s.addresses[Woo])
	}
	return s.serveSMTP()
}

// shopRefuse writes what stands before many shops when they are in trouble: a
// page for people.
func shopRefuse(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html><head><title>%d %s</title></head><body>nginx</body></html>", status, http.StatusText(status))
}

func (s *Sandbox) open(name string) (net.Listener, error) {
	address := s.options.Addr[name]
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("sandbox: listen for %s: %w", name, err)
	}
	s.addresses[name] = listener.Addr().String()
	return listener, nil
}

func (s *Sandbox) serveHTTP(name string, handler http.Handler) error {
	listener, err := s.open(name)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	s.http = append(s.http, server)
	go func() { _ = server.Serve(listener) }()
	return nil
}

func (s *Sandbox) serveSMTP() error {
	listener, err := s.open(SMTP)
	if err != nil {
		return err
	}
	mail := &mailServer{inbox: s.inboxes["edm"], faults: s.faults[SMTP]}
	s.smtp = smtp.NewServer(mail)
	s.smtp.Domain = "sandbox.example.com"
	s.smtp.MaxMessageBytes = mailMax
	s.smtp.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = s.smtp.Serve(greeter{listener, mail}) }()
	return nil
}

// Close ends the servers. What was remembered can still be read.
func (s *Sandbox) Close() error {
	var errs []error
	for _, server := range s.http {
		errs = append(errs, server.Close())
	}
	if s.smtp != nil {
		if err := s.smtp.Close(); !errors.Is(err, smtp.ErrServerClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// secret makes the keys and tokens of this sandbox, the same for the same seed.
func (s *Sandbox) secret(name string) string {
	sum := sha256.Sum256([]byte("sandbox " + strconv.FormatUint(s.options.Seed, 10) + " " + name))
	return hex.EncodeToString(sum[:20])
}

func (s *Sandbox) smsAccount() string { return "AC" + s.secret("sms account")[:32] }

// URL is the address of a server: http://127.0.0.1:…; of SMTP only host:port.
func (s *Sandbox) URL(server string) string {
	address := s.addresses[server]
	if server == SMTP {
		return address
	}
	return "http://" + address
}

// ControlURL is where another process reads and sets the sandbox.
func (s *Sandbox) ControlURL() string { return s.URL(controlName) }

// Env is what examples/sandbox.yaml refers to, as NAME=value. SANDBOX_SMTP_HOST
// and _PORT are the sandbox's own mail server; the demo puts its mail catcher
// in their place.
func (s *Sandbox) Env() []string {
	host, port, _ := net.SplitHostPort(s.addresses[SMTP])
	dir, err := filepath.Abs(s.options.Dir)
	if err != nil {
		dir = s.options.Dir
	}
	values := map[string]string{
		"SANDBOX_SHOPIFY_URL":   s.URL(Shopify),
		"SANDBOX_SHOPIFY_TOKEN": s.secret("shopify"),
		"SANDBOX_WOO_URL":       s.URL(Woo),
		"SANDBOX_WOO_KEY":       "ck_" + s.secret("woo key"),
		"SANDBOX_WOO_SECRET":    "cs_" + s.secret("woo secret"),
		"SANDBOX_FEED":          dir,
		"SANDBOX_LINE_URL":      s.URL(LINE),
		"SANDBOX_LINE_TOKEN":    s.secret("line"),
		"SANDBOX_SMS_URL":       s.URL(SMS),
		"SANDBOX_SMS_ACCOUNT":   s.smsAccount(),
		"SANDBOX_SMS_TOKEN":     s.secret("sms"),
		"SANDBOX_SMTP_HOST":     host,
		"SANDBOX_SMTP_PORT":     port,
		"SANDBOX_HASH_KEY":      s.secret("hash key"),
		"SANDBOX_CONTROL_URL":   s.ControlURL(),
		"SANDBOX_WORKER":        s.options.Worker,
	}
	env := make([]string, 0, len(values))
	for name, value := range values {
		env = append(env, name+"="+value)
	}
	slices.Sort(env)
	return env
}

// Running is what Run tells the process that started it.
type Running struct {
	PID     int               `json:"pid"`
	Control string            `json:"control"`
	Env     map[string]string `json:"env"`
}

// Run serves a sandbox in a process of its own until ctx ends. When everything
// listens it writes its Running to Dir/sandbox.json, whole or not at all.
func Run(ctx context.Context, o Options) error {
	if o.Dir == "" {
		return errors.New("sandbox: Options.Dir is missing: give a directory for the feed's files")
	}
	path := filepath.Join(o.Dir, StateFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sandbox: remove the old %s: %w", StateFile, err)
	}
	s, err := Start(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	state := Running{PID: os.Getpid(), Control: s.ControlURL(), Env: map[string]string{}}
	for _, pair := range s.Env() {
		name, value, _ := strings.Cut(pair, "=")
		state.Env[name] = value
	}
	err = s.feed.replace(StateFile, func(w io.Writer) error { return json.NewEncoder(w).Encode(state) })
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
