package sandboxtest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/sandbox"
)

// Anchor is the end of a Small brand's history: 04:30 on the 21st in Taipei.
var Anchor = time.Date(2026, 11, 20, 20, 30, 0, 0, time.UTC)

// Small starts a sandbox of 300 people and 2,000 orders without defects for the
// time of a test.
func Small(t testing.TB, change ...func(*sandbox.Options)) *Sandbox {
	t.Helper()
	o := sandbox.Options{Dir: t.TempDir(), Members: 300, Orders: 2000, Now: Anchor, KeepTexts: true, NoDefects: true}
	for _, c := range change {
		c(&o)
	}
	s, err := Start(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}
