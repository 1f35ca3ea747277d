package ledger

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
)

func TestNoParameterIsLeftOver(t *testing.T) {
	require.Empty(t, schema.Unused[planParams]())
}
