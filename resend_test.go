package regulars_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
)

func TestResendIsNamedAfterItsCampaign(t *testing.T) {
	require.Equal(t, "wake-up#2", regulars.Resend("wake-up", 2))
	require.Equal(t, "wake-up", regulars.CampaignOf("wake-up#2"))
	require.Equal(t, "wake-up", regulars.CampaignOf("wake-up"))
}
