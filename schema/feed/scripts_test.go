package feed

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
)

func TestEveryParameterIsTaken(t *testing.T) {
	require.Empty(t, schema.Unused[params]())
}
