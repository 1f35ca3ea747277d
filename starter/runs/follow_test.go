package runs

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"regulars/workflows"
)

func TestIsNotWhole(t *testing.T) {
	notWhole := temporal.NewNonRetryableApplicationError("one order is missing", workflows.ErrorNotWhole, nil)
	require.True(t, IsNotWhole(notWhole))
	require.True(t, IsNotWhole(fmt.Errorf("workflow: %w", notWhole)))
	require.False(t, IsNotWhole(temporal.NewNonRetryableApplicationError("refused", workflows.ErrorUsage, nil)))
	require.False(t, IsNotWhole(errors.New("one order is missing")))
	require.False(t, IsNotWhole(nil))
}
