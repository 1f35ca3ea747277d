package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
	"regulars/sandbox/providers"
	"regulars/sandbox/shops"
	"regulars/sandbox/shops/files"
)

// The servers of the sandbox, by which faults are set: those of the shops, which
// are named as the shops are (brand.Shopify, brand.Woo), and these.
const (
	LINE = "line"
	SMS  = "sms"
	SMTP = "smtp"
)

const controlName = "control"

var serverNames = []string{brand.Shopify, brand.Woo, LINE, SMS, SMTP}

// Sandbox is a running imitation of a brand, its shops and its providers.
type Sandbox struct {
	Brand   *brand.Brand
	Feed    *files.Feed
	LINE    *providers.LINE
	Faults  map[string]*faults.List     // by server
	Inboxes map[string]*providers.Inbox // by channel: edm, sms, line

	options   Options
	addresses map[string]string
	closers   []io.Closer
	closing   sync.Once
	closed    error
}

// Start makes the brand, writes its feed files and serves its shops and
// providers on loopback until Close, or until ctx ends.
func Start(ctx context.Context, o Options) (*Sandbox, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	b, err := brand.New(o.brand())
	if err != nil {
		return nil, err
	}
	s := &Sandbox{
		Brand: b, Feed: &files.Feed{Brand: b, Dir: o.Dir},
		Faults: map[string]*faults.List{}, Inboxes: map[string]*providers.Inbox{},
		options: o, addresses: map[string]string{},
	}
	if err := s.Feed.Write(); err != nil {
		return nil, err
	}
	for _, name := range serverNames {
		s.Faults[name] = &faults.List{}
	}
	for _, channel := range brand.ChannelNames {
		s.Inboxes[channel] = providers.NewInbox(o.KeepTexts)
	}
	if !o.NoDefects {
		s.optOutSome()
	}
	if err := s.listen(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	return s, nil
}

// optOutSome lets one address in some hundreds refuse mail or SMS.
func (s *Sandbox) optOutSome() {
	for i := range s.Brand.People {
		p := &s.Brand.People[i]
		if i%211 == 7 {
			s.Inboxes["sms"].OptOut(p.Phone())
		}
		if i%307 == 11 {
			s.Inboxes["edm"].OptOut(p.Email)
		}
	}
}

func (s *Sandbox) listen() error {
	shopify := shops.NewShopify(s.Brand.Shops[brand.ShopifyShop], s.secret("shopify"), s.options.ShopifyPoints)
	woo := shops.NewWooCommerce(s.Brand.Shops[brand.WooShop], s.wooKey(), s.wooSecret())
	sms := providers.NewSMS(s.smsAccount(), s.secret("sms"), s.Inboxes["sms"])
	s.LINE = providers.NewLINE(s.secret("line"), s.Inboxes["line"])
	s.LINE.Quota.Store(s.options.LineQuota)
	servers := []struct {
		name    string
		handler http.Handler
	}{
		{brand.Shopify, s.Faults[brand.Shopify].Handler(shopify, refuseAsProxy)},
		{brand.Woo, s.Faults[brand.Woo].Handler(woo, refuseAsProxy)},
		{LINE, s.Faults[LINE].Handler(s.LINE, providers.RefuseLINE)},
		{SMS, s.Faults[SMS].Handler(sms, providers.RefuseSMS)},
		{controlName, s.control()},
	}
	for _, server := range servers {
		if err := s.serve(server.name, server.handler); err != nil {
			return err
		}
	}
	if s.options.Prerender {
		woo.Prerender(s.addresses[brand.Woo])
	}
	return s.serveMail()
}

// refuseAsProxy writes what stands before many shops when they are in trouble: a
// page for people.
func refuseAsProxy(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html><head><title>%d %s</title></head><body>nginx</body></html>", status, http.StatusText(status))
}

func (s *Sandbox) open(name string) (net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("sandbox: listen for %s: %w", name, err)
	}
	s.addresses[name] = listener.Addr().String()
	return listener, nil
}

func (s *Sandbox) serve(name string, handler http.Handler) error {
	listener, err := s.open(name)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	s.closers = append(s.closers, server)
	go func() { _ = server.Serve(listener) }()
	return nil
}

func (s *Sandbox) serveMail() error {
	if s.options.Mail == nil {
		return nil
	}
	listener, err := s.open(SMTP)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, s.options.Mail(listener, s.Inboxes["edm"], s.Faults[SMTP]))
	return nil
}

// Close ends the servers. What was remembered can still be read.
func (s *Sandbox) Close() error {
	s.closing.Do(func() {
		var errs []error
		for _, closer := range s.closers {
			errs = append(errs, closer.Close())
		}
		s.closed = errors.Join(errs...)
	})
	return s.closed
}

// secret makes the keys and tokens of this sandbox, the same for the same seed.
func (s *Sandbox) secret(name string) string {
	sum := sha256.Sum256([]byte("sandbox " + strconv.FormatUint(s.options.Seed, 10) + " " + name))
	return hex.EncodeToString(sum[:20])
}

func (s *Sandbox) wooKey() string    { return "ck_" + s.secret("woo key") }
func (s *Sandbox) wooSecret() string { return "cs_" + s.secret("woo secret") }

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
// and _PORT are there with Options.Mail only.
func (s *Sandbox) Env() []string {
	dir, err := filepath.Abs(s.options.Dir)
	if err != nil {
		dir = s.options.Dir
	}
	values := map[string]string{
		"SANDBOX_SHOPIFY_URL":   s.URL(brand.Shopify),
		"SANDBOX_SHOPIFY_TOKEN": s.secret("shopify"),
		"SANDBOX_WOO_URL":       s.URL(brand.Woo),
		"SANDBOX_WOO_KEY":       s.wooKey(),
		"SANDBOX_WOO_SECRET":    s.wooSecret(),
		"SANDBOX_FEED":          dir,
		"SANDBOX_LINE_URL":      s.URL(LINE),
		"SANDBOX_LINE_TOKEN":    s.secret("line"),
		"SANDBOX_SMS_URL":       s.URL(SMS),
		"SANDBOX_SMS_ACCOUNT":   s.smsAccount(),
		"SANDBOX_SMS_TOKEN":     s.secret("sms"),
		"SANDBOX_HASH_KEY":      s.secret("hash key"),
		"SANDBOX_CONTROL_URL":   s.ControlURL(),
		"SANDBOX_WORKER":        s.options.Worker,
	}
	if host, port, err := net.SplitHostPort(s.addresses[SMTP]); err == nil {
		values["SANDBOX_SMTP_HOST"], values["SANDBOX_SMTP_PORT"] = host, port
	}
	env := make([]string, 0, len(values))
	for name, value := range values {
		env = append(env, name+"="+value)
	}
	slices.Sort(env)
	return env
}
