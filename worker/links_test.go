package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A worker in production links nothing that starts a stack, loads ClickHouse as a
// library or imitates a mail server.
func TestLinks(t *testing.T) {
	output, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	linked := strings.Fields(string(output))
	require.Contains(t, linked, "regulars/deploy/local/address", "it finds a stack that is up")
	for _, without := range []string{"github.com/ebitengine/purego", "github.com/emersion/go-smtp", "regulars/deploy/local"} {
		require.NotContains(t, linked, without)
	}
}
