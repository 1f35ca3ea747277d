package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// judges are the tests that should notice a change in a folder's files: packages,
// and which of their tests; the longest folder that fits holds.
var judges = map[string][][]string{
	"schema/intake":          {{"./schema/intake"}},
	"schema/feed":            {{"./schema/feed"}},
	"schema/ledger":          {{"./schema/ledger"}, {"./activities", "./deliver"}},
	"schema/gate":            {{"./schema/gate"}, {"./schema/proofs", "-run", "TestCertif"}},
	"schema/view":            {{"./schema/view"}, {"./schema/proofs", "-run", "TestSegment"}},
	"schema/derive":          {{"./schema/proofs", "-run", "TestDerive|TestKilled|TestOrders|TestNightsEqual|TestExamples"}},
	"schema/fit":             {{"./schema/proofs", "-run", "TestFits|TestBacktest|TestEveryPrediction"}},
	"schema/metric":          {{"./schema/proofs", "-run", "TestForget|TestNights|TestMeasure|TestLate"}},
	"schema/metric/numbers":  {{"./schema/proofs", "-run", "TestExamples|TestEveryNumber|TestCampaignMetrics|TestEveryPrediction"}},
	"schema/metric/snapshot": {{"./schema/proofs", "-run", "TestExamples|TestEveryNumber"}},
	"schema/trace":           {{"./schema/proofs", "-run", "TestRestated"}},
	"schema/trace/evidence":  {{"./schema/proofs", "-run", "TestEvidence"}},
}

func main() {
	n := flag.Int("n", 40, "how many mutants to try, drawn over all files")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the draw")
	flag.Parse()
	if err := run(context.Background(), *n, *seed, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, n int, seed uint64, folders []string) error {
	if len(folders) == 0 {
		for folder := range judges {
			folders = append(folders, folder)
		}
		slices.Sort(folders)
	}
	all, err := mutantsOf(folders)
	if err != nil {
		return err
	}
	fmt.Printf("%d mutants of %s, seed %d\n", len(all), strings.Join(folders, ", "), seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:min(n, len(all))]
	noticed := 0
	for _, m := range all {
		by, err := m.noticedBy(ctx)
		if err != nil {
			return err
		}
		if by == "" {
			fmt.Printf("survived  %s\n", m)
			continue
		}
		noticed++
		fmt.Printf("noticed   %s  by %s\n", m, by)
	}
	fmt.Printf("%d of %d noticed\n", noticed, len(all))
	if noticed*10 < len(all)*9 {
		return fmt.Errorf("fewer than 90 %% of the mutants were noticed")
	}
	return nil
}

func mutantsOf(folders []string) ([]mutant, error) {
	var all []mutant
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.sql"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			all = append(all, mutate(file, string(text))...)
		}
	}
	return all, nil
}

// noticedBy runs the tests of the mutant's folder and returns which of them fails;
// empty: none does.
func (m mutant) noticedBy(ctx context.Context) (string, error) {
	overlay, clean, err := m.overlay()
	if err != nil {
		return "", err
	}
	defer clean()
	for _, judge := range judgesOf(m.file) {
		args := append([]string{"test", "-count=1", "-failfast", "-timeout=20m", "-overlay=" + overlay}, judge...)
		if exec.CommandContext(ctx, "go", args...).Run() != nil {
			return strings.Join(judge, " "), ctx.Err()
		}
	}
	return "", ctx.Err()
}

func judgesOf(file string) [][]string {
	best := ""
	for folder := range judges {
		if strings.HasPrefix(file, folder+"/") && len(folder) > len(best) {
			best = folder
		}
	}
	return judges[cmp.Or(best, "schema/metric")]
}

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
