package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// judge is a run of tests that should notice a change: the packages, and which of
// their tests (a pattern as of go test -run; empty: all).
type judge struct {
	packages []string
	tests    string
}

func (j judge) String() string { return strings.Join(j.args(), " ") }

func (j judge) args() []string {
	if j.tests == "" {
		return j.packages
	}
	return append(slices.Clone(j.packages), "-run", j.tests)
}

func (j judge) run(ctx context.Context, limit time.Duration, flags ...string) ([]byte, error) {
	args := slices.Concat([]string{"test", "-count=1", "-timeout=" + limit.String()}, flags, j.args())
	return exec.CommandContext(ctx, "go", args...).CombinedOutput()
}

func proofs(tests string) judge { return judge{[]string{"./schema/proofs"}, tests} }

func room(packages ...string) judge { return judge{packages: packages} }

// judges are those of each folder of .sql files, the quick ones first. Migrations
// have none: they are frozen by their hash.
var judges = map[string][]judge{
	"schema/intake":             {room("./schema/intake"), room("./schema/derive"), room("./activities"), proofs("TestConsents|TestUnsubscribed")},
	"schema/feed":               {room("./schema/feed"), proofs("TestConsents|TestUnsubscribed|TestNoEvents|TestMargin")},
	"schema/predicate":          {room("./schema/ledger")},
	"schema/ledger":             {room("./schema/ledger"), room("./activities", "./deliver"), room("./schema/backup")},
	"schema/ledger/product":     {room("./schema/ledger"), room("./deliver")},
	"schema/ledger/reach":       {room("./schema/ledger")},
	"schema/ledger/recheck":     {room("./schema/ledger"), room("./activities", "./deliver")},
	"schema/ledger/referral":    {room("./schema/ledger")},
	"schema/ledger/suppression": {room("./schema/answers")},
	"schema/allowance":          {room("./schema/allowance")},
	"schema/ledger/approval":    {room("./activities")},
	"schema/ledger/complaint":   {room("./schema/ledger")},
	"schema/ledger/optout":      {room("./schema/answers"), proofs("TestUnsubscribed")},
	"schema/advice":             {room("./schema/advice")},
	"schema/answers":            {room("./schema/answers")},
	"schema/erase":              {room("./schema/erase")},
	"schema/studio":             {room("./schema/studio")},
	"schema/walk":               {room("./schema/walk")},
	"schema/roster":             {room("./enlist")},
	"console/keep":              {room("./console/keep")},
	"schema/gate":               {room("./schema/gate")},
	"schema/view":               {room("./schema/view"), proofs("TestViews|TestMembersProfile")},
	"schema/snapshot":           {room("./schema/snapshot")},
	"schema/derive":             {room("./schema/derive"), proofs("TestNightsEqual|TestExamples|TestAnonymised")},
	"schema/fit":                {room("./schema/fit"), proofs("TestFits|TestBacktest|TestEveryPrediction")},
	"schema/metric":             {room("./schema/metric"), proofs("TestNights")},
	"schema/metric/fragments":   {room("./schema/metric"), proofs("TestExamples|TestEveryNumber|TestNightsEqual")},
	"schema/metric/publish":     {room("./schema/metric"), room("./schema/trace"), proofs("TestNights")},
	"schema/metric/numbers":     {proofs("TestExamples|TestEveryNumber|TestCampaignMetrics|TestEveryPrediction")},
	"schema/metric/snapshot":    {proofs("TestExamples|TestEveryNumber")},
	"schema/trace":              {room("./schema/trace")},
	"schema/trace/evidence":     {proofs("TestEvidence")},
}

func main() {
	n := flag.Int("n", 6, "how many mutants to try of each folder, drawn over its files")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the draw")
	only := flag.String("only", "", "try those that this text names, such as schema/feed/stored.sql:12")
	flag.Parse()
	if err := run(context.Background(), *n, *seed, *only, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, n int, seed uint64, only string, folders []string) error {
	if len(folders) == 0 {
		folders = slices.Sorted(maps.Keys(judges))
	}
	fmt.Printf("seed %d\n", seed)
	var tried, noticed int
	for _, folder := range folders {
		if len(judges[folder]) == 0 {
			return fmt.Errorf("no tests judge %q: name them in judges", folder)
		}
		all, err := mutantsOf(folder)
		if err != nil {
			return err
		}
		some := drawn(all, n, seed, only)
		if len(some) == 0 {
			continue
		}
		found, err := try(ctx, some, judges[folder])
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d of %d noticed (it has %d)\n", folder, found, len(some), len(all))
		tried, noticed = tried+len(some), noticed+found
	}
	fmt.Printf("%d of %d noticed\n", noticed, tried)
	if noticed*10 < tried*9 {
		return fmt.Errorf("fewer than 90 %% of the mutants were noticed")
	}
	return nil
}

// drawn are at most n of the mutants.
func drawn(all []mutant, n int, seed uint64, only string) []mutant {
	all = slices.DeleteFunc(all, func(m mutant) bool { return !strings.Contains(m.String(), only) })
	draw := rand.New(rand.NewPCG(seed, 0))
	draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

// try counts the mutants that a folder's judges notice. Tests that fail without any
// change would notice everything, so they have to pass first. A mutant may let a test
// wait for ever: it gets three times what the tests took without it.
func try(ctx context.Context, some []mutant, by []judge) (int, error) {
	limits := make([]time.Duration, len(by))
	for i, j := range by {
		began := time.Now()
		if out, err := j.run(ctx, 30*time.Minute); err != nil {
			return 0, fmt.Errorf("%s fails without a change: %w\n%s", j, err, out)
		}
		limits[i] = 3*time.Since(began) + time.Minute
	}
	noticed := 0
	for _, m := range some {
		who, err := m.noticedBy(ctx, by, limits)
		if err != nil {
			return noticed, err
		}
		if who == "" {
			fmt.Printf("survived  %s\n", m)
			continue
		}
		noticed++
		fmt.Printf("noticed   %s  by %s\n", m, who)
	}
	return noticed, nil
}

func mutantsOf(folder string) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.sql"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		all = append(all, mutate(file, string(text))...)
	}
	return all, nil
}

// noticedBy runs the judges until one fails and returns its name and the first test
// that failed; empty: none does.
func (m mutant) noticedBy(ctx context.Context, by []judge, limits []time.Duration) (string, error) {
	overlay, clean, err := m.overlay()
	if err != nil {
		return "", err
	}
	defer clean()
	for i, j := range by {
		out, err := j.run(ctx, limits[i], "-failfast", "-overlay="+overlay)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			return fmt.Sprintf("%s %s", strings.Join(j.packages, " "), failedTest.FindString(string(out))), nil
		}
	}
	return "", nil
}

var failedTest = regexp.MustCompile(`--- FAIL: \S+`)

// overlay writes the changed file and tells the compiler to read it instead.
func (m mutant) overlay() (path string, clean func(), err error) {
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return "", nil, err
	}
	clean = func() { _ = os.RemoveAll(dir) }
	original, err := filepath.Abs(m.file)
	if err != nil {
		return "", clean, err
	}
	changed := filepath.Join(dir, "changed.sql")
	text, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	if err != nil {
		return "", clean, err
	}
	path = filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(changed, []byte(m.text), 0o600); err != nil {
		return "", clean, err
	}
	return path, clean, os.WriteFile(path, text, 0o600)
}
