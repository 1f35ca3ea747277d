package main

import (
	"errors"
	"fmt"
	"os"
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

func writeFile(path, text string) error { return os.WriteFile(path, []byte(text), 0o600) }
