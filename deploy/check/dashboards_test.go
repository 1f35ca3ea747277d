package check

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
)

// dashboard is what we use of Grafana's model.
type dashboard struct {
	UID    string
	Title  string
	Panels []struct {
		ID      int
		Type    string
		Title   string
		GridPos struct{ X, Y, W, H int }
		Targets []struct{ RefID, Expr string }
	}
	Templating struct {
		List []struct{ Name, Type, Query string }
	}
}

// Every query of a dashboard is PromQL over metrics that workers have; those of Temporal's
// SDK are held against a real worker by the tests of worker/service.
func TestDashboards(t *testing.T) {
	known := ourMetrics(t)
	files, err := filepath.Glob("../grafana/*.json")
	require.NoError(t, err)
	require.Len(t, files, 3)
	ids := map[string]bool{}
	asked := map[string]bool{}
	for _, file := range files {
		var board dashboard
		require.NoError(t, json.NewDecoder(bytes.NewReader([]byte(read(t, file)))).Decode(&board), file)
		require.NotEmpty(t, board.UID, file)
		require.False(t, ids[board.UID], "two dashboards %s", board.UID)
		ids[board.UID] = true
		require.NotEmpty(t, board.Panels, file)
		for _, panel := range board.Panels {
			require.NotEmpty(t, panel.Targets, "%s: %s", file, panel.Title)
			require.LessOrEqual(t, panel.GridPos.X+panel.GridPos.W, 24, "%s: %s", file, panel.Title)
			for _, target := range panel.Targets {
				for _, name := range metricsOf(t, filled(target.Expr)) {
					asked[name] = true
					require.True(t, known[name] || !strings.HasPrefix(name, "regulars_"), "%s: %s asks for %s", file, panel.Title, name)
				}
			}
		}
		for _, v := range board.Templating.List {
			if metric, is := strings.CutPrefix(v.Query, "label_values("); is {
				require.True(t, known[metric[:strings.IndexAny(metric, ",)")]], v.Query)
			}
		}
	}
	for name := range known {
		require.True(t, asked[name], "no dashboard shows %s", name)
	}
}

// Alerts ask for metrics that workers have.
func TestAlertsAskForMetrics(t *testing.T) {
	known := ourMetrics(t)
	for _, rule := range readRules(t) {
		names := metricsOf(t, rule.Expr)
		require.NotEmpty(t, names)
		for _, name := range names {
			require.True(t, known[name] || name == "up", "%s asks for %s", rule.Alert, name)
		}
	}
}

// filled puts values where Grafana does.
func filled(expr string) string {
	return strings.NewReplacer("$__rate_interval", "5m", "$brand", ".*").Replace(expr)
}

func metricsOf(t *testing.T, expr string) []string {
	t.Helper()
	tree, err := promParser.ParseExpr(expr)
	require.NoError(t, err, expr)
	var names []string
	parser.Inspect(tree, func(node parser.Node, _ []parser.Node) error {
		if selector, is := node.(*parser.VectorSelector); is {
			names = append(names, selector.Name)
		}
		return nil
	})
	return names
}

func ourMetrics(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for _, samples := range readScrapes(t) {
		for _, one := range samples {
			known[one.labels.Get("__name__")] = true
		}
	}
	require.Greater(t, len(known), 15)
	return known
}

// Every alert leads to a section of the page that says what to do.
func TestRunbook(t *testing.T) {
	page := read(t, "../../docs/operations.md")
	anchors := map[string]bool{}
	drop := regexp.MustCompile(`[^\p{L}\p{N}\- ]`)
	for line := range strings.Lines(page) {
		if heading := strings.TrimLeft(line, "#"); heading != line {
			text := drop.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), "")
			anchors[strings.ReplaceAll(text, " ", "-")] = true
		}
	}
	for _, rule := range readRules(t) {
		file, anchor, _ := strings.Cut(rule.Annotations["runbook_url"], "#")
		require.Equal(t, "docs/operations.md", file, rule.Alert)
		require.True(t, anchors[anchor], "docs/operations.md has no section %s", anchor)
		require.Contains(t, page, "`"+rule.Alert+"`")
	}
}
