package check

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
	"github.com/stretchr/testify/require"
)

// scrape is what a worker reports, and goes on reporting: Prometheus' storage with one value
// of each series, every half minute.
type scrape []sample

type sample struct {
	labels labels.Labels
	value  float64
}

func parseScrape(t *testing.T, text string) scrape {
	t.Helper()
	reader := expfmt.NewTextParser(model.UTF8Validation)
	families, err := reader.TextToMetricFamilies(strings.NewReader(text))
	require.NoError(t, err)
	var all scrape
	for name, family := range families {
		for _, metric := range family.GetMetric() {
			builder := labels.NewBuilder(labels.EmptyLabels())
			builder.Set(labels.MetricName, name)
			for _, l := range metric.GetLabel() {
				builder.Set(l.GetName(), l.GetValue())
			}
			all = append(all, sample{builder.Labels(), metric.GetGauge().GetValue() + metric.GetCounter().GetValue()})
		}
	}
	require.NotEmpty(t, all)
	return all
}

// on is the scrape of one worker.
func (s scrape) on(instance string) scrape {
	var all scrape
	for _, one := range s {
		builder := labels.NewBuilder(one.labels)
		builder.Set("job", "regulars")
		builder.Set("instance", instance)
		all = append(all, sample{builder.Labels(), one.value})
	}
	return all
}

// with adds a series.
func (s scrape) with(name string, value float64, more ...string) scrape {
	l := labels.FromStrings(append([]string{labels.MetricName, name}, more...)...)
	return append(slices.Clone(s), sample{l, value})
}

const (
	every  = 30 * time.Second
	before = 10 * time.Minute // the first sample
	after  = 3 * time.Hour    // the last
)

// Querier makes the scrape storage of Prometheus.
func (s scrape) Querier(int64, int64) (storage.Querier, error) { return querier{s}, nil }

type querier struct{ scrape scrape }

func (querier) Close() error { return nil }

func (querier) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

func (querier) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return nil, nil, nil
}

func (q querier) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	var found []storage.Series
	for _, one := range q.scrape {
		fits := !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(one.labels.Get(m.Name)) })
		if fits {
			found = append(found, storage.NewListSeries(one.labels, one.points()))
		}
	}
	slices.SortFunc(found, func(a, b storage.Series) int { return labels.Compare(a.Labels(), b.Labels()) })
	return &seriesSet{series: found, at: -1}
}

func (s sample) points() []chunks.Sample {
	var points []chunks.Sample
	for t := at.Add(-before); !t.After(at.Add(after)); t = t.Add(every) {
		points = append(points, point{t.UnixMilli(), s.value})
	}
	return points
}

type seriesSet struct {
	series []storage.Series
	at     int
}

func (s *seriesSet) Next() bool                      { s.at++; return s.at < len(s.series) }
func (s *seriesSet) At() storage.Series              { return s.series[s.at] }
func (*seriesSet) Err() error                        { return nil }
func (*seriesSet) Warnings() annotations.Annotations { return nil }

type point struct {
	t int64
	v float64
}

func (p point) T() int64                    { return p.t }
func (point) ST() int64                     { return 0 }
func (p point) F() float64                  { return p.v }
func (point) H() *histogram.Histogram       { return nil }
func (point) FH() *histogram.FloatHistogram { return nil }
func (point) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (p point) Copy() chunks.Sample         { return p }
