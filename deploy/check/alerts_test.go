package check

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
)

// at is when the scrapes were taken: worker/meter plants its faults for that morning.
var at = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// fires says which alerts each fault raises, and no other.
var fires = map[string][]string{
	"healthy":          {},
	"approval_waits":   {"RegularsApprovalWaits"},
	"campaign_held":    {"RegularsCampaignHeld"},
	"clickhouse_down":  {"RegularsClickHouseDown"},
	"config_refused":   {"RegularsConfigRefused"},
	"messages_failing": {"RegularsMessagesFail"},
	"messages_unknown": {"RegularsMessagesUnknown"},
	"night_missing":    {"RegularsNightMissing"},
	"night_not_whole":  {"RegularsNightNotWhole"},
	"night_slow":       {"RegularsNightSlow"},
	"quota_low":        {"RegularsQuotaLow"},
	"records_rejected": {"RegularsRecordsRejected"},
	"shop_behind":      {"RegularsShopBehind"},
	"temporal_down":    {"RegularsTemporalDown"},
	"worker_not_ready": {"RegularsWorkerNotReady"},

	"no scrape":  {"RegularsWorkerDown"}, // the target is down
	"no targets": {"RegularsWorkerDown"},
}

// Each alert fires when its fault has been there for as long as the rule says, and none
// fires of another one.
func TestAlertsFire(t *testing.T) {
	rules := readRules(t)
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1e6, Timeout: time.Minute, LookbackDelta: 5 * time.Minute, Parser: promParser})
	worlds := map[string]scrape{
		"no scrape":  scrape{}.with("up", 0, "job", "regulars", "instance", "w1"),
		"no targets": scrape{}.with("up", 1, "job", "another", "instance", "w1"),
	}
	for name, samples := range readScrapes(t) {
		worlds[name] = samples.on("w1").with("up", 1, "job", "regulars", "instance", "w1")
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(fires)), slices.Collect(maps.Keys(worlds)))
	raised := map[string]bool{}
	for name, world := range worlds {
		var firing []string
		for _, rule := range rules {
			if isFiring(t, engine, world, rule) {
				firing = append(firing, rule.Alert)
				raised[rule.Alert] = true
			}
		}
		require.ElementsMatch(t, fires[name], firing, "of the fault %s", name)
	}
	require.Len(t, raised, len(rules), "an alert that no fault raises")
}

// Two workers report the same of a brand: an alert about a brand is one, not two.
func TestManyWorkersRaiseOne(t *testing.T) {
	engine := promql.NewEngine(promql.EngineOpts{MaxSamples: 1e6, Timeout: time.Minute, LookbackDelta: 5 * time.Minute, Parser: promParser})
	scrapes := readScrapes(t)
	seen := 0
	for _, rule := range readRules(t) {
		for fault, alerts := range fires {
			if !slices.Contains(alerts, rule.Alert) || !strings.Contains(rule.Expr, "by (brand") {
				continue
			}
			both := append(slices.Clone(scrapes[fault].on("w1")), scrapes[fault].on("w2")...)
			one := evaluate(t, engine, scrapes[fault].on("w1"), rule, at)
			two := evaluate(t, engine, both, rule, at)
			require.Equal(t, fmt.Sprint(one), fmt.Sprint(two), rule.Alert)
			require.Len(t, two, 1, rule.Alert)
			seen++
		}
	}
	require.Equal(t, 10, seen)
}

func readRules(t *testing.T) []rulefmt.Rule {
	t.Helper()
	text := read(t, "../prometheus/alerts.yaml")
	groups, problems := rulefmt.Parse([]byte(text), false, model.UTF8Validation, promParser, slog.Default())
	require.Empty(t, problems)
	require.Len(t, groups.Groups, 1)
	for _, rule := range groups.Groups[0].Rules {
		require.NotEmpty(t, rule.Annotations["summary"], rule.Alert)
		require.Contains(t, []string{"page", "ticket"}, rule.Labels["severity"], rule.Alert)
	}
	return groups.Groups[0].Rules
}

// isFiring evaluates a rule each minute, as Prometheus does, until its fault has been there
// for as long as the rule says.
func isFiring(t *testing.T, engine *promql.Engine, world scrape, rule rulefmt.Rule) bool {
	t.Helper()
	for passed := time.Duration(0); passed <= time.Duration(rule.For); passed += time.Minute {
		if len(evaluate(t, engine, world, rule, at.Add(passed))) == 0 {
			return false
		}
	}
	return true
}

func evaluate(t *testing.T, engine *promql.Engine, world scrape, rule rulefmt.Rule, when time.Time) promql.Vector {
	t.Helper()
	query, err := engine.NewInstantQuery(t.Context(), world, nil, rule.Expr, when)
	require.NoError(t, err, rule.Alert)
	defer query.Close()
	result := query.Exec(t.Context())
	require.NoError(t, result.Err, rule.Alert)
	vector, err := result.Vector()
	require.NoError(t, err, rule.Alert)
	return slices.Clone(vector)
}

var promParser = parser.NewParser(parser.Options{})

// readScrapes reads what workers report, by the name of the fault.
func readScrapes(t *testing.T) map[string]scrape {
	t.Helper()
	files, err := filepath.Glob("testdata/scrapes/*.prom")
	require.NoError(t, err)
	scrapes := map[string]scrape{}
	for _, file := range files {
		scrapes[strings.TrimSuffix(filepath.Base(file), ".prom")] = parseScrape(t, read(t, file))
	}
	return scrapes
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
