package trial

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

// The message is one of a member of the channel who has a name, else of the first; of nobody
// where the plan has nobody.
func TestModelOf(t *testing.T) {
	sample := []ledger.Recipient{{Channel: "sms", Name: "Ann"}, {Channel: "edm"}, {Channel: "edm", Name: "Bob"}, {Channel: "edm", Name: "Eve"}}
	for channel, want := range map[string]string{"edm": "Bob", "sms": "Ann", "line": "Ann"} {
		r, known := modelOf(sample, channel)
		require.True(t, known)
		require.Equal(t, want, r.Name, channel)
	}
	_, known := modelOf(nil, "edm")
	require.False(t, known)
}
