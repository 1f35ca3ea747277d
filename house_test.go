package regulars_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// house is the plan of the rooms: what each may import of the others. A room
// stands for itself and the packages in it; a longer name goes before a shorter
// one. What only tests import is not held against a room.
var house = map[string][]string{
	".":          {},
	"cell":       {".", "identity"},
	"config":     {"."},
	"identity":   {"."},
	"predict":    {},
	"experiment": {},
	"present":    {".", "config", "experiment", "present/cause"},

	"present/cause": {}, // why something isn't whole or is held: codes, which are stored, and their words

	"platform":              {".", "cell", "config", "identity", "internal/span"},
	"platform/platformtest": {".", "config", "platform", "sandbox"}, // the conformance suite, for tests
	"channel":               {".", "config", "identity", "internal/span"},
	"channel/channeltest":   {".", "config", "channel", "sandbox"}, // the suite of senders, for tests
	"answer":                {".", "config"},                       // what comes back
	"sandbox":               {".", "config"},

	"schema":            {".", "config", "identity", "internal/span"},
	"schema/column":     {},
	"schema/intake":     {".", "config", "identity", "schema", "schema/column"},
	"schema/feed":       {".", "config", "identity", "cell", "schema", "schema/intake"},
	"schema/derive":     {".", "config", "identity", "schema"},
	"schema/snapshot":   {".", "schema"},
	"schema/metric":     {".", "config", "schema"},
	"schema/fit":        {".", "config", "predict", "schema"},
	"schema/trace":      {".", "config", "schema", "schema/metric"},
	"schema/predicate":  {".", "schema"},                                                                                                                                // the text from outside that becomes part of a query
	"schema/ledger":     {".", "config", "identity", "schema", "schema/column", "schema/metric", "schema/predicate", "schema/snapshot", "schema/view", "present/cause"}, // view: what is shown of a segment's members
	"schema/answers":    {".", "config", "identity", "answer", "schema", "schema/intake", "schema/ledger", "schema/studio"},
	"schema/erase":      {".", "config", "identity", "schema", "schema/intake"},                                                         // people out of every table, and the loaders' door
	"schema/walk":       {".", "config", "experiment", "schema", "schema/ledger", "schema/predicate", "schema/snapshot", "schema/view"}, // members through journeys
	"schema/roster":     {".", "config", "schema"},                                                                                      // who belongs on a customer list, and who was put onto it
	"schema/gate":       {".", "config", "schema", "schema/allowance", "schema/intake", "schema/ledger", "present/cause"},               // allowance: whom a night waited for
	"schema/view":       {".", "config", "experiment", "schema", "schema/metric", "schema/snapshot", "present/cause"},
	"schema/allowance":  {".", "config", "schema"},                                                                                                                           // how much a shop may be asked
	"schema/retention":  {".", "schema"},                                                                                                                                     // how long raw records are kept
	"schema/desk":       {".", "schema"},                                                                                                                                     // what people do on the console's pages
	"console/studio":    {".", "channel", "config", "console", "deliver", "experiment", "present", "schema", "schema/desk", "schema/ledger", "schema/studio", "schema/view"}, // the pages on which campaigns are written
	"schema/studio":     {".", "config", "schema", "schema/ledger"},                                                                                                          // campaigns that are written on the console
	"schema/notices":    {"schema"},                                                                                                                                          // who was notified of what
	"schema/advice":     {".", "config", "experiment", "schema", "schema/metric"},                                                                                            // what was measured of each kind of messages
	"schema/oracle":     {".", "config", "identity", "predict", "schema/trace"},
	"schema/backup":     {".", "schema"},
	"schema/rekey":      {".", "identity", "schema"}, // what was stored unkeyed
	"schema/schematest": {".", "config", "schema", "schema/intake", "deploy/local", "internal/prerequisite"},
	"schema/proofs":     {},
	"schema/proofs/prooftest": {
		".", "config", "internal/seed", "schema", "schema/intake", "schema/derive", "schema/metric", "schema/trace", "schema/oracle", "schema/schematest",
	},

	"pull":    {".", "platform"},
	"deliver": {".", "config", "identity", "channel", "schema", "schema/ledger", "present/cause", "internal/span"},
	"enlist":  {"config", "channel", "schema", "schema/roster"},                                                                                  // customer lists of ad platforms, in step with journeys
	"notice":  {".", "config", "channel", "present", "present/cause", "schema", "schema/gate", "schema/notices", "schema/view", "schema/studio"}, // who works for a brand hears of what waits or fails
	"report":  {".", "config", "identity", "present", "schema", "schema/metric", "schema/fit", "schema/gate", "schema/ledger", "schema/view", "schema/walk", "present/cause", "experiment", "schema/advice"},

	"export": {".", "channel", "experiment", "identity", "present", "schema/ledger", "schema/metric", "schema/trace", "schema/view"}, // files that leave the house, also by the console
	"console": {
		".", "channel", "config", "deliver", "experiment", "identity", "present", "report", "schema", "schema/metric", "schema/desk", "schema/ledger", "schema/gate", "schema/snapshot", "schema/view", "schema/notices", "schema/walk", "export", "present/cause", "schema/studio", "console/studio", "examples",
	}, // report: the certificate, and which anomalies stand

	"activities": {
		".", "activities/beat", "activities/shelf", "config", "cell", "platform", "channel", "pull", "deliver", "enlist", "experiment", "present", "report", "schema", "schema/intake", "schema/feed",
		"schema/derive", "schema/metric", "schema/fit", "schema/ledger", "schema/gate", "schema/snapshot", "schema/studio", "schema/view", "schema/walk", "present/cause", "schema/allowance", "schema/roster",
	},
	"activities/beat":      {},
	"activities/shelf":     {"pull", "schema", "schema/intake"},                                  // where a pull puts its blocks
	"activities/nighttest": {".", "config", "platform", "activities", "schema", "schema/intake"}, // a night without a workflow, for tests
	"workflows":            {".", "activities", "present", "schema/ledger", "present/cause"},
	"worker/codec":         {".", "config", "identity"},                                                                                                                                                                                                                                           // how payloads are encrypted
	"worker/dial":          {"worker/codec", ".", "config", "deploy/local", "schema", "schema/view"},                                                                                                                                                                                              // to whom a process connects
	"worker/runs":          {".", "config", "pull", "workflows", "worker/dial"},                                                                                                                                                                                                                   // what Temporal says of a brand's workflows
	"worker/check":         {".", "cell", "config", "channel", "deliver", "platform", "present", "present/cause", "schema", "schema/allowance", "schema/feed", "schema/intake", "schema/ledger", "schema/metric", "schema/studio", "schema/view", "worker/dial", "worker/mailbox", "worker/runs"}, // also a page of the console

	"worker/mailbox": {".", "answer", "config"},                        // delivery reports by IMAP
	"worker/tracing": {"config", "internal/personal", "internal/span"}, // traces: where they go, and those of Temporal

	"deploy":   {},
	"examples": {},                           // configs to begin with
	"docs":     {"present", "schema/metric"}, // the catalogue of the numbers
	"worker": {
		".", "config", "platform", "channel", "answer", "deploy/local", "pull", "schema", "schema/answers", "schema/ledger", "schema/view", "activities", "workflows", "console", "schema/studio", "deliver",
		"schema/erase", "schema/intake", "schema/retention", "schema/walk", "worker/check", "worker/codec", "worker/dial", "worker/mailbox", "worker/runs", "notice", "worker/tracing", "internal/personal",
	},
	"starter": {
		".", "config", "cell", "platform", "channel", "present", "report", "sandbox", "deploy", "schema", "schema/intake", "schema/feed",
		"experiment", "identity", "deliver", "schema/erase", "schema/metric", "schema/fit", "schema/trace", "schema/ledger", "schema/gate", "schema/view", "schema/walk", "schema/desk", "schema/backup", "schema/rekey", "activities", "workflows", "worker", "worker/codec", "worker/dial", "worker/runs", "console", "worker/check", "export", "notice", "schema/notices", "schema/studio", "schema/advice", "schema/allowance", "schema/roster",
	},
	"bench": {
		".", "config", "identity", "platform", "channel", "deploy", "deliver", "report", "sandbox", "pull", "activities", "schema", "schema/intake", "schema/feed", "schema/derive", "schema/metric", "schema/fit",
		"schema/ledger", "schema/snapshot", "schema/walk", "workflows", "worker", "console",
	},
	"e2e": {},

	"internal/fill":         {"config"}, // content of random tests
	"internal/submit":       {},         // what a browser sends of a form, for tests
	"internal/personal":     {},         // what looks like a person's address, out of logs and traces
	"internal/span":         {},         // spans of a trace, below the one that asks
	"internal/seed":         {},         // of random tests
	"internal/prerequisite": {},         // what tests need from outside the repository
}

// roomOf is the room of the house that a package stands in.
func roomOf(path string) string {
	for dir := path; dir != "."; dir = filepath.Dir(dir) {
		if _, is := house[dir]; is {
			return dir
		}
	}
	return "."
}

// Imports go down only.
func TestImportsFollowThePlan(t *testing.T) {
	const module = "regulars"
	list := exec.CommandContext(t.Context(), "go", "list", "-f", `{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}`, "./...")
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	require.NoError(t, err, stderr.String())
	arrows := 0
	inside := func(path string) (string, bool) {
		if path == module {
			return ".", true
		}
		return strings.CutPrefix(path, module+"/")
	}
	for line := range strings.Lines(string(out)) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		from, ours := inside(from)
		to, alsoOurs := inside(to)
		if !ours || !alsoOurs || roomOf(from) == roomOf(to) {
			continue
		}
		arrows++
		// deploy/local and its parts are one room to others.
		allowed := slices.ContainsFunc(house[roomOf(from)], func(room string) bool {
			return room == roomOf(to) || strings.HasPrefix(to, room+"/") && roomOf(to) == roomOf(room)
		})
		assert.True(t, allowed, "%s imports %s: the plan of the house has no arrow from %s to %s", from, to, roomOf(from), roomOf(to))
	}
	require.Greater(t, arrows, 50, "the list of imports was not read")
}

const (
	largestRoom     = 3000 // lines of a package without its tests
	longestFunction = 60   // lines
)

// A room that is larger, or a function that is longer, is two.
func TestRoomsAndFunctionsAreSmall(t *testing.T) {
	lines := map[string]int{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines[filepath.Dir(path)] += bytes.Count(text, []byte("\n"))
		checkFunctions(t, path, text)
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(lines), 30, "the packages were not read")
	for room, n := range lines {
		assert.LessOrEqual(t, n, largestRoom, "lines of the package %s", room)
	}
}

func checkFunctions(t *testing.T, path string, text []byte) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, 0)
	require.NoError(t, err)
	for _, decl := range file.Decls {
		f, is := decl.(*ast.FuncDecl)
		if !is {
			continue
		}
		n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1
		assert.LessOrEqual(t, n, longestFunction, "lines of %s in %s", f.Name.Name, path)
	}
}

// Every room says what it is for.
func TestRoomsAreDescribed(t *testing.T) {
	for room := range house {
		if _, err := os.Stat(room); err != nil {
			continue // not built yet
		}
		entries, err := filepath.Glob(filepath.Join(room, "*.go"))
		require.NoError(t, err)
		if len(entries) == 0 {
			continue
		}
		_, err = os.Stat(filepath.Join(room, "doc.go"))
		assert.NoError(t, err, "the room %s has no doc.go", room)
	}
}

// dialect are words that read as English and aren't how an engineer writes: each has a plain
// one, such as next to, distinguish, again.
var dialect = regexp.MustCompile(`(?i)\b(anew|beside|brings|hopeless|restful|tellings|told|whoever)\b`)

// The words in which the house is written are the field's.
func TestWordsAreTheFields(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != "." || d.Name() == "node_modules"):
			return filepath.SkipDir
		case !slices.Contains([]string{".go", ".sql", ".md", ".yaml", ".html", ".js"}, filepath.Ext(path)), path == "house_test.go":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			// Histories of earlier releases have the field in their JSON.
			word := dialect.FindString(strings.Replace(line, `json:"Told"`, "", 1))
			assert.Empty(t, word, "%s:%d: %s", path, i+1, line)
		}
		return nil
	})
	require.NoError(t, err)
}

// Every direct dependency is explained, and nothing else.
func TestDependenciesAreExplained(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	page, err := os.ReadFile(filepath.Join("docs", "dependencies.md"))
	require.NoError(t, err)
	direct := map[string]bool{}
	_, list, _ := strings.Cut(string(mod), "require (")
	list, _, _ = strings.Cut(list, "\n)")
	for line := range strings.Lines(list) {
		if fields := strings.Fields(line); len(fields) == 2 {
			direct[fields[0]] = true
		}
	}
	require.Greater(t, len(direct), 20)
	explained := map[string]bool{}
	for line := range strings.Lines(string(page)) {
		names, is := strings.CutPrefix(line, "| ")
		if !is || strings.HasPrefix(names, "---") || strings.HasPrefix(names, "module ") {
			continue
		}
		names, _, _ = strings.Cut(names, " |")
		for name := range strings.SplitSeq(names, ", ") {
			explained[name] = true
		}
	}
	require.Equal(t, direct, explained)
}

// A work table says its columns: a stranger sees its shape, and ClickHouse doesn't plan the
// query that fills it twice, once to see what it returns.
func TestWorkTablesSayTheirColumns(t *testing.T) {
	silent := regexp.MustCompile(`CREATE TABLE \{[a-z_]+:Identifier\}\s+(ENGINE|ORDER|AS\s+(SELECT|WITH))`)
	named := 0
	err := fs.WalkDir(os.DirFS("schema"), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".sql") {
			return err
		}
		text, err := os.ReadFile(filepath.Join("schema", path))
		named += strings.Count(string(text), ":Identifier}\n(\n")
		assert.NotRegexp(t, silent, string(text), "schema/%s: say the columns of the table between its name and its engine", path)
		return err
	})
	require.NoError(t, err)
	require.Greater(t, named, 30, "the tables are looked for in the wrong place")
}
