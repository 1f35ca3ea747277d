package sandbox

import (
	"errors"
	"fmt"
	"time"
)

// Options say which brand to make and where its servers listen. The zero value
// of every field has a meaning; Dir alone is needed.
type Options struct {
	Seed    uint64    // default 1
	Members int       // people with an account or an order; default 20,000
	Orders  int       // about so many; default 150,000, at least Members
	Now     time.Time // the history ends here; default the clock
	Dir     string    // where the feed's files and sandbox.json are written

	// Clock gives the time at which changes are made; by default Now, moving on.
	Clock func() time.Time

	// Addr says where a server listens, by its name (Shopify, Woo, LINE, SMS,
	// SMTP, "control"); by default on a free port of 127.0.0.1.
	Addr map[string]string

	// Worker is the host:port at which the brand's worker answers unsubscribe links;
	// default 127.0.0.1:9464.
	Worker string

	ShopifyPoints float64 // restored to the query-cost bucket per second, which holds 20 times as many; default 50,000 (a small shop has 100)
	LineQuota     int64   // LINE messages that are accepted; 0: no limit
	Prerender     bool    // keep the JSON of every WooCommerce order ready, for benchmarks; about 3 KB an order
	KeepTexts     bool    // remember what accepted messages said
	NoDefects     bool    // else one address in some hundreds refuses mail or SMS
}

const (
	defaultMembers       = 20_000
	defaultOrders        = 150_000
	defaultShopifyPoints = 50_000
	defaultWorker        = "127.0.0.1:9464"
)

func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" {
		return o, errors.New("sandbox: Options.Dir is missing: give a directory for the feed's files")
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Members == 0 {
		o.Members = defaultMembers
	}
	if o.Orders == 0 {
		o.Orders = defaultOrders
	}
	if o.Orders < o.Members {
		return o, fmt.Errorf("sandbox: %d orders are too few for %d members: give at least as many", o.Orders, o.Members)
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Clock == nil {
		started := time.Now()
		now := o.Now
		o.Clock = func() time.Time { return now.Add(time.Since(started)) }
	}
	if o.Worker == "" {
		o.Worker = defaultWorker
	}
	if o.ShopifyPoints == 0 {
		o.ShopifyPoints = defaultShopifyPoints
	}
	return o, nil
}
