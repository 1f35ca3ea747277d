package regulars

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The lists hold what ClickHouse stores, in the order in which people read it.
// Tables, SQL and configs depend on every one of these words.
func TestLists(t *testing.T) {
	require.Equal(t, []Stage{"new", "active", "sleep", "lost", "deep", "prospect"}, Stages)
	require.Equal(t, []Class{"vip", "attention", "frequent", "developing", "keep", "maintain", "winback", "dormant"}, Classes)
	require.Equal(t, []AIPL{"A", "I", "P", "L"}, AIPLStages)
	require.Equal(t, []LifePhase{"acquired", "activated", "growing", "retained", "churned"}, LifePhases)
	require.Equal(t, []ValueTier{"high", "potential", "low", "churned"}, ValueTiers)
	require.Equal(t, []Channel{"edm", "sms", "line"}, Channels)
	require.Equal(t, []Window{"day", "7d", "28d", "90d", "365d", "month", "year", "asof"}, Windows)
	require.Equal(t, "rfm_vip", ClassVIP.Stored())
}
