package proofs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// writers watches which file of a computation writes which numbers: it lets the
// files run one at a time, and looks after each.
type writers struct {
	*engine
	ctx   context.Context
	brand *config.Brand
	turn  chan string
	seen  map[key]bool
	wrote map[string][]key // by the file's name
}

func openWriters(t *testing.T) *writers {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	t.Cleanup(cancel)
	w := &writers{ctx: ctx, turn: make(chan string, 1), wrote: map[string][]key{}}
	options := schematest.Options(t)
	options.Trace = func(file string, _ time.Duration) { w.ended(t, file) }
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, db.Drop(context.Background()))
		_ = db.Close()
	})
	require.NoError(t, db.Migrate(t.Context()))
	w.engine = &engine{&prooftest.Engine{DB: db, Conn: schematest.Connect(t, db)}}
	return w
}

func (w *writers) measure(t *testing.T, brand *config.Brand, date regulars.BusinessDate) {
	t.Helper()
	w.brand, w.seen = brand, map[key]bool{}
	_, err := metric.Measure(w.ctx, w.DB, brand, metric.Measurement{From: date, To: date, Kind: "backfill"}, func(file string) {
		select {
		case w.turn <- file:
		case <-w.ctx.Done():
		}
	})
	require.NoError(t, err)
	require.Empty(t, w.turn, "each file that runs also ends")
}

// questions are asked before a file, which runs only where the answer is yes.
var questions = []string{"metric/snapshot/any_addressed.sql", "metric/snapshot/both_kinds.sql"}

func (w *writers) ended(t *testing.T, file string) {
	if len(w.turn) == 0 || !strings.HasPrefix(file, "metric/") || slices.Contains(questions, file) {
		return // it isn't one of the files that progress names
	}
	var rows []struct {
		Scope  string `ch:"scope"`
		Metric string `ch:"metric"`
		Window string `ch:"window"`
	}
	assert.NoError(t, w.Conn.Select(w.ctx, &rows, `SELECT DISTINCT toString(scope) AS scope, toString(metric) AS metric, toString(window) AS window
		FROM kpi_rows WHERE brand = ? AND generation = (SELECT max(generation) FROM generations WHERE brand = ?)`, w.brand.Name, w.brand.Name))
	for _, r := range rows {
		k := key{Scope: r.Scope, Metric: r.Metric, Window: r.Window}
		if !w.seen[k] {
			w.seen[k] = true
			w.wrote[file] = append(w.wrote[file], k)
		}
	}
	assert.Equal(t, file, <-w.turn)
}

// Each file writes the metrics that its header names, at the scopes and in the
// windows that it names, and all of them.
func TestFilesWriteWhatTheyDefine(t *testing.T) {
	t.Parallel()
	w := openWriters(t)
	r := rand.New(rand.NewPCG(1, 12))
	facts := input.Random(r)
	_, date := prooftest.RandomRange(r, facts)
	brand := w.Load(t, "defined", facts)
	require.NoError(t, w.engine.Measure(brand, date, date))
	w.measure(t, brand, date)
	trading := prooftest.TradingBrand("trading")
	w.season(t, rand.New(rand.NewPCG(1, 78)), trading)
	w.Trade(t, trading, "web",
		prooftest.Lined("goods-1", "c1", "2025-03-10 10:00:00", 10, prooftest.LineOf("tea", "p", "drinks", 1, 10)),
		prooftest.Lined("goods-2", "c1", "2025-03-28 10:00:00", 20, prooftest.LineOf("tea", "p", "drinks", 2, 20)))
	_, err := derive.Run(t.Context(), w.DB, trading, "2025-05-10")
	require.NoError(t, err)
	w.measure(t, trading, "2025-03-28")

	all, err := metric.Definitions()
	require.NoError(t, err)
	written := map[string]map[string]bool{} // what of each metric, by its definition
	for file, keys := range w.wrote {
		for _, k := range keys {
			i := slices.IndexFunc(all, func(d metric.Definition) bool {
				return d.File == "schema/"+file && d.Names(k.Metric, k.Scope)
			})
			if !assert.GreaterOrEqual(t, i, 0, "schema/%s writes %v: name it in its header", file, k) {
				continue
			}
			d := all[i]
			assert.Contains(t, d.Windows, regulars.Window(k.Window), "schema/%s writes %v", file, k)
			name := d.File + " " + d.Metric
			if written[name] == nil {
				written[name] = map[string]bool{}
			}
			written[name]["scope "+string(metric.ScopeOf(k.Scope))] = true
			written[name]["window "+k.Window] = true
		}
	}
	for _, d := range all {
		name := d.File + " " + d.Metric
		for _, scope := range d.Scopes {
			assert.True(t, written[name]["scope "+string(scope)], "%s isn't written at the scope %s", name, scope)
		}
		for _, window := range d.Windows {
			assert.True(t, written[name]["window "+string(window)], "%s isn't written in the window %s", name, window)
		}
	}
}

// Every metric is computed a second time by the oracle, but for those that have a
// proof of their own.
func TestEveryMetricHasAnOracle(t *testing.T) {
	t.Parallel()
	all, err := metric.Definitions()
	require.NoError(t, err)
	computed := map[string]bool{}
	for seed := range 5 {
		r := rand.New(rand.NewPCG(uint64(seed), 2026))
		facts := input.Random(r)
		_, date := prooftest.RandomRange(r, facts)
		for _, row := range oracle.Compute(facts, date) {
			computed[row.Metric] = true
		}
	}
	for _, d := range all {
		if isPrediction(d.Metric) || slices.Contains(campaignMetrics, d.Metric) {
			continue
		}
		found := false
		for name := range computed {
			found = found || metric.Matcher(d.Metric).MatchString(name)
		}
		assert.True(t, found, "%s has no function in schema/oracle: write its brute-force twin and name it in rows.go", d.Metric)
	}
}

// The number of parts that a brand's members are kept in stands in Go, in the
// migrations and in the files that make tables of the same parts.
func TestMemberPartsAgree(t *testing.T) {
	t.Parallel()
	parts := regexp.MustCompile(`member_id % (\d+)`)
	found := map[string]int{}
	require.NoError(t, filepath.WalkDir("..", func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".sql") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range parts.FindAllStringSubmatch(string(text), -1) {
			found[path]++
			assert.Equal(t, strconv.Itoa(schema.MemberParts), m[1], path)
		}
		return err
	}))
	require.GreaterOrEqual(t, found["../migrations/0003_members.sql"], 2, fmt.Sprint(found))
	require.NotZero(t, found["../metric/snapshot/facts.sql"])
	require.NotZero(t, found["../derive/touched.sql"])
}
