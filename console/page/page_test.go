package page_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The library is the one that its note says it is.
func TestVendored(t *testing.T) {
	noted, err := os.ReadFile("htmx/SHA256")
	require.NoError(t, err)
	text, err := os.ReadFile("static/htmx.min.js")
	require.NoError(t, err)
	sum, name, _ := strings.Cut(strings.TrimSpace(string(noted)), "  ")
	require.Equal(t, "htmx.min.js", name)
	require.Equal(t, sum, fmt.Sprintf("%x", sha256.Sum256(text)))
}
