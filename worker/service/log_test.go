package service

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A log has ids and no people, in both of its forms.
func TestLogHoldsNobody(t *testing.T) {
	for _, text := range []bool{false, true} {
		var out strings.Builder
		logger := newLogger(&out, text)
		logger.Info("sent", "WorkflowID", "nightly/tea/2026-11-20", "to", "mei@example.com", "error", errors.New("no answer of +886912345678 or U"+strings.Repeat("0a", 16)))
		line := out.String()
		require.Contains(t, line, "nightly/tea/2026-11-20")
		for _, person := range []string{"mei", "886912", "0a0a"} {
			require.NotContains(t, line, person)
		}
		require.Equal(t, !text, json.Valid([]byte(line)), line)
	}
}
