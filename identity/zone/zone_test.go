package zone_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/require"

	"regulars/identity/zone"
)

func TestOf(t *testing.T) {
	for phone, want := range map[string]string{
		"+886912345678":  "Asia/Taipei",
		"+85291234567":   "Asia/Hong_Kong",
		"+819012345678":  "Asia/Tokyo",
		"+12125550123":   "America/New_York",
		"+13105550123":   "America/Los_Angeles",
		"+18085550123":   "Pacific/Honolulu",
		"+16045550123":   "America/Vancouver",
		"+61412345678":   "Australia/Sydney",
		"+447912345678":  "Europe/London",
		"+351912345678":  "Europe/Lisbon",
		"+393123456789":  "Europe/Rome",
		"+5511987654321": "America/Sao_Paulo",
		"+18005550123":   "", // all of North America's
		"+79261234567":   "Europe/Moscow",
		"":               "",
		"+":              "",
		"+999123456":     "",
	} {
		require.Equal(t, want, zone.Of(phone), phone)
	}
}

// A number's zone is one of those that the library names for the whole number, or its clocks
// are at most two hours from one of them, as far as the first digits tell.
func TestZonesAreTheLibrarys(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	said, agreed := 0, 0
	for range 20_000 {
		phone := fmt.Sprintf("+%d%07d", 10+r.IntN(9990), r.IntN(10_000_000))
		name := zone.Of(phone)
		if name == "" {
			continue
		}
		said++
		all, err := phonenumbers.GetTimezonesForPrefix(phone)
		require.NoError(t, err)
		for _, one := range all {
			if near(t, name, one) {
				agreed++
				break
			}
		}
	}
	require.Greater(t, said, 5000)
	require.Greater(t, float64(agreed)/float64(said), 0.97, "%d of %d", agreed, said)
}

func near(t *testing.T, a, b string) bool {
	t.Helper()
	one, err := time.LoadLocation(a)
	require.NoError(t, err)
	other, err := time.LoadLocation(b)
	if err != nil {
		return false
	}
	_, x := time.Date(2026, 1, 1, 0, 0, 0, 0, one).Zone()
	_, y := time.Date(2026, 1, 1, 0, 0, 0, 0, other).Zone()
	return max(x-y, y-x) <= 2*3600
}

// The table is small enough to go along with a statement, and each of its zones is one.
func TestTable(t *testing.T) {
	table := zone.Prefixes()
	require.Len(t, table.Zones, len(table.Digits))
	require.Less(t, len(table.Digits), 1500)
	require.Greater(t, len(zone.Locations()), 150)
	require.NotContains(t, zone.Locations(), zone.Unsaid)
}
