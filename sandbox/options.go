package sandbox

import (
	"errors"
	"io"
	"net"
	"time"

	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
	"regulars/sandbox/providers"
)

// Options say which brand to make and where its servers listen. The zero value
// of every field has a meaning; Dir alone is needed.
type Options struct {
	Seed    uint64    // default 1
	Members int       // people with an account or an order; default brand.DefaultMembers
	Orders  int       // about so many, at least Members; default brand.DefaultOrders
	Now     time.Time // the history ends here; default the clock
	Dir     string    // where the feed's files and sandbox.json are written

	// Worker is the host:port at which the brand's worker answers unsubscribe links;
	// default 127.0.0.1:9464.
	Worker string

	// Mail serves the brand's mails on a listener until it is closed (see package
	// mail); nil: something else catches them, and Env names no mail server.
	Mail func(net.Listener, *providers.Inbox, *faults.List) io.Closer

	ShopifyPoints float64 // restored to the query-cost bucket per second, see shops.NewShopify; default 50,000
	LineQuota     int64   // LINE messages that are accepted; 0: no limit
	Prerender     bool    // keep the JSON of every WooCommerce order ready, for benchmarks; about 3 KB an order
	KeepTexts     bool    // remember what accepted messages said
	NoDefects     bool    // else one address in some hundreds refuses mail or SMS
}

const (
	defaultShopifyPoints = 50_000
	defaultWorker        = "127.0.0.1:9464"
)

func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" {
		return o, errors.New("sandbox: Options.Dir is missing: name a directory for the feed's files")
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Worker == "" {
		o.Worker = defaultWorker
	}
	if o.ShopifyPoints == 0 {
		o.ShopifyPoints = defaultShopifyPoints
	}
	return o, nil
}

func (o Options) brand() brand.Options {
	return brand.Options{Seed: o.Seed, Members: o.Members, Orders: o.Orders, Now: o.Now}
}
