package meter

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"regulars"
	"regulars/channel"
	"regulars/channel/providers"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/studio"
	"regulars/schema/view"
)

// answerWithin is how long Temporal may take to say that it is there.
const answerWithin = 3 * time.Second

// Options of a Meter.
type Options struct {
	Config  *config.Config
	Ready   func() bool   // the worker works
	Refused func() string // why the config's file as it is now isn't taken; empty: it is

	// Sender opens a channel, to ask for its quota; default providers.Open.
	Sender func(name string, cfg config.Channel) (channel.Sender, error)
}

// Meter collects the metrics.
type Meter struct {
	options Options
	reading reading
	quotas  quotas

	mu       sync.Mutex
	temporal func(context.Context) error
}

// New returns a meter that knows no server yet.
func New(o Options) *Meter {
	if o.Sender == nil {
		o.Sender = providers.Open
	}
	m := &Meter{options: o, temporal: func(context.Context) error { return errNotYet }}
	m.reading.read = func(context.Context) (map[string]standing, error) { return nil, errNotYet }
	m.quotas.ask = m.askQuotas
	return m
}

// Open lets the meter read. temporal reports why Temporal doesn't answer; nil: it does.
func (m *Meter) Open(db *schema.DB, temporal func(context.Context) error) {
	m.mu.Lock()
	m.temporal = temporal
	m.mu.Unlock()
	m.reading.open(func(ctx context.Context) (map[string]standing, error) { return m.readBrands(ctx, db) })
}

func (m *Meter) readBrands(ctx context.Context, db *schema.DB) (map[string]standing, error) {
	brands := map[string]standing{}
	for i := range m.options.Config.Brands {
		whole, err := studio.Brand(ctx, db, &m.options.Config.Brands[i])
		if err != nil {
			return nil, err
		}
		health, err := view.ReadHealth(ctx, db, whole.Name)
		if err != nil {
			return nil, err
		}
		brands[whole.Name] = standing{whole.Brand, health}
	}
	return brands, nil
}

// Describe names all metrics.
func (m *Meter) Describe(out chan<- *prometheus.Desc) {
	for _, d := range all {
		out <- d
	}
}

// Collect reads what is due and hands all of it over.
func (m *Meter) Collect(out chan<- prometheus.Metric) {
	s := sink{out}
	s.gauge(buildInfo, 1, regulars.Version)
	s.flag(ready, m.options.Ready())
	s.flag(refused, m.options.Refused() != "")
	s.flag(temporalUp, m.temporalAnswers())
	now := m.reading.now()
	s.flag(clickHouseUp, now.err == nil)
	if !now.at.IsZero() {
		s.time(readAt, now.at)
		s.gauge(readTook, now.took.Seconds())
	}
	for i := range m.options.Config.Brands {
		if of, known := now.brands[m.options.Config.Brands[i].Name]; known {
			s.brand(of.brand, of.health)
		}
	}
	for _, q := range m.quotas.known() {
		s.gauge(quotaLeft, float64(q.left), q.brand, q.channel)
	}
}

func (m *Meter) temporalAnswers() bool {
	m.mu.Lock()
	ask := m.temporal
	m.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	return ask(ctx) == nil
}
