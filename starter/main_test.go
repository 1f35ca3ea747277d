package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"regulars/config"
)

func TestSentence(t *testing.T) {
	mistakes := config.Mistakes{{File: "a.yaml", Line: 3, Column: 1, Path: "x", Problem: "p", Remedy: "r"}, {File: "a.yaml"}}
	assert.Equal(t, "a.yaml has 2 mistakes, the first is a.yaml:3:1: x: p; r; `go run ./starter check` lists all", sentence(mistakes))

	assert.Equal(t, "no brand", sentence(errors.New("no brand")))
	assert.Equal(t, "read: a.yaml:3:1: x: p; r", sentence(fmt.Errorf("read: %w", mistakes[:1])))
}

func TestEveryCommandHelps(t *testing.T) {
	for _, c := range newRoot().Commands() {
		if c.Hidden || c.Name() == "help" || c.Name() == "completion" {
			continue
		}
		assert.NotEmpty(t, c.Short, c.Name())
		assert.NotEmpty(t, c.Example, c.Name())
		for _, sub := range c.Commands() {
			assert.NotEmpty(t, sub.Example, c.Name()+" "+sub.Name())
		}
	}
}

// A command that isn't there fails, wherever it stands, and says what there is; so does one
// without what it needs. A script with a mistyped approval must not go on.
func TestWhatACommandDoesNotKnowFails(t *testing.T) {
	for line, says := range map[string]string{
		"campaign aprove wake-up": "starter campaign has no command aprove: did you mean approve?",
		"schedule frobnicate":     "starter schedule has no command frobnicate: use one of apply, ",
		"journey nosuch":          "starter journey has no command nosuch: use one of ",
		"journey show":            "starter journey show doesn't take 0 arguments: write starter journey show JOURNEY",
		"feed look":               "starter feed look doesn't take 0 arguments: write starter feed look FILE",
		"kpi extra":               `unknown command "extra" for "starter kpi"`,
		"backup":                  "--out is missing: name the new folder",
		"restore":                 "--from is missing: name the folder of the backup",
	} {
		root := newRoot()
		root.SetArgs(strings.Fields(line))
		root.SetOut(io.Discard)
		assert.ErrorContains(t, root.Execute(), says, line)
	}
	for _, line := range []string{"campaign", "notify", "rollout", "schedule --help"} {
		var out strings.Builder
		root := newRoot()
		root.SetArgs(strings.Fields(line))
		root.SetOut(&out)
		assert.NoError(t, root.Execute(), line)
		assert.Contains(t, out.String(), "Usage:\n  starter ", line)
	}
}

func writeFile(path, text string) error { return os.WriteFile(path, []byte(text), 0o600) }
