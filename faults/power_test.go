//go:build linux

package faults_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// kinds are the moments at which the power may go.
var kinds = []string{"sending", "pull", "derive", "measure", "publish", "walk", "tick"}

// TestPower cuts the power at a random moment: of a campaign that is being sent, or of one
// of the steps of a night before it. It cuts it once, when is up to the seed; with
// REGULARS_FAULTS it cuts it that many times of a campaign, and once in each step.
// REGULARS_FAULTS_IN names the kinds, and REGULARS_SEED repeats a run's moments.
func TestPower(t *testing.T) {
	h := &house{t: t, disk: openDisk(t)}
	seed := number("REGULARS_SEED", time.Now().UnixNano())
	t.Logf("REGULARS_SEED=%d", seed)
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	cuts := number("REGULARS_FAULTS", 0)
	chosen := kinds
	if cuts == 0 {
		n := max(0, random.IntN(2*len(kinds)-2)-len(kinds)+2) // every second time the first: it takes the shortest
		chosen, cuts = kinds[n:n+1], 1
	}
	if in := os.Getenv("REGULARS_FAULTS_IN"); in != "" {
		chosen = strings.Split(in, ",")
	}
	h.start()
	nights := &nights{house: h, random: random}
	for _, kind := range chosen {
		t.Logf("the power goes in %s", kind)
		if kind == "sending" {
			h.cutWhileSending(int(cuts), random)
			continue
		}
		nights.cutIn(kind)
	}
}

func number(name string, otherwise int64) int64 {
	if n, err := strconv.ParseInt(os.Getenv(name), 10, 64); err == nil {
		return n
	}
	return otherwise
}
