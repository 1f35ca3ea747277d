package outside

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"

	"regulars"
	"regulars/answer"
	"regulars/config"
	"regulars/schema/answers"
)

const (
	maxBody   = 2 << 20 // bytes of a webhook
	maxEvents = 1 << 20 // bytes of events
	storeFor  = 20 * time.Second
	memory    = 64 * maxBody // bytes of all bodies at once
	leastBody = 16 << 10     // bytes that a request takes, however short its body
)

// Store keeps what comes in; *answers.Store is one.
type Store interface {
	Record(ctx context.Context, brand *config.Brand, source string, list []answer.Answer) error
	RecordTouch(ctx context.Context, t answers.Touch) error
	RecordBehaviour(ctx context.Context, brand *config.Brand, shop *config.Shop, events []answers.Behaviour) error
	RecordHints(ctx context.Context, brand *config.Brand, shop *config.Shop, hints []answers.Hint) error
}

// Outside answers anybody. Until it is opened it answers 503 where it would have to
// store something.
type Outside struct {
	hooks      map[string]*hook // by brand/channel
	tracks     []string         // paths of track_url
	brands     map[string]*config.Brand
	keys       []eventKey
	hashKey    string
	publicURL  string
	others     http.Handler // everything else
	logger     *slog.Logger
	sometimes  rate.Sometimes      // for what outsiders can make happen at will
	memory     *semaphore.Weighted // bytes of bodies
	patience   time.Duration       // for a place among them
	readWithin time.Duration       // a body, however slowly it comes
	sns        *certificates
	store      atomic.Pointer[Store]
	now        func() time.Time
}

// hook is one account's webhook.
type hook struct {
	brand    *config.Brand
	channel  regulars.Channel
	provider string
	reader   answer.Reader
}

// New returns what answers for a config. What is no webhook, link or event is for others.
func New(cfg *config.Config, others http.Handler, logger *slog.Logger) *Outside {
	o := &Outside{
		hooks: map[string]*hook{}, brands: map[string]*config.Brand{}, hashKey: cfg.Privacy.HashKey.Reveal(), publicURL: cfg.Worker.PublicURL,
		others: others, logger: logger, sometimes: rate.Sometimes{First: 5, Interval: time.Minute},
		memory: semaphore.NewWeighted(memory), patience: 2 * time.Second, readWithin: 10 * time.Second, sns: newCertificates(), now: time.Now,
	}
	for i := range cfg.Brands {
		o.add(&cfg.Brands[i])
	}
	return o
}

func (o *Outside) add(brand *config.Brand) {
	o.brands[brand.Name] = brand
	o.keys = append(o.keys, keysOf(brand)...)
	for name, c := range brand.Channels {
		if u, err := url.Parse(c.TrackURL); err == nil && u.Host != "" {
			o.tracks = append(o.tracks, strings.TrimRight(path.Join("/", u.Path), "/"))
		}
		channel := regulars.Channel(name)
		reader, err := answer.Open(channel, *c, o.sns.get)
		if err != nil {
			if !errors.Is(err, answer.ErrClosed) {
				o.logger.Warn("the webhook of a channel is closed", "brand", brand.Name, "channel", name, "error", err)
			}
			continue
		}
		o.hooks[brand.Name+"/"+name] = &hook{brand: brand, channel: channel, provider: c.Provider, reader: reader}
	}
}

// Open lets it store what comes in.
func (o *Outside) Open(store Store) { o.store.Store(&store) }

func (o *Outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch p := r.URL.Path; {
	case strings.HasPrefix(p, "/answers/"):
		o.webhook(w, r)
	case strings.HasPrefix(p, "/hints/"):
		o.hint(w, r)
	case p == "/events":
		o.events(w, r)
	case p == "/events.js":
		o.script(w, r)
	default:
		if token, click, is := o.touched(p); is {
			o.touch(w, r, token, click)
			return
		}
		o.others.ServeHTTP(w, r)
	}
}

// opened returns the store, or answers that it isn't there yet.
func (o *Outside) opened(w http.ResponseWriter) (Store, bool) {
	store := o.store.Load()
	if store == nil {
		later(w)
		return nil, false
	}
	return *store, true
}

func later(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "60")
	http.Error(w, "not now: say it again later", http.StatusServiceUnavailable)
}

// storing is a context in which something is stored: a provider that hangs up early
// still means it.
func storing(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(r.Context()), storeFor)
}
