package zone_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/identity/zone"
)

// A zone is read however its letters are written; what is no zone of a place is none.
func TestNamed(t *testing.T) {
	for text, want := range map[string]string{
		"Asia/Taipei": "Asia/Taipei", " asia/TAIPEI\n": "Asia/Taipei", "america/argentina/buenos_aires": "America/Argentina/Buenos_Aires",
		"Asia/Calcutta": "Asia/Calcutta", "utc": "UTC", "": "", "Local": "", "Mars/Base": "", "+08:00": "", "Etc/GMT+8": "",
	} {
		require.Equal(t, want, zone.Named(text), text)
	}
	spelt := zone.Spellings()
	require.Len(t, spelt.Zones, len(zone.Locations()))
	for i, name := range spelt.Zones {
		_, err := time.LoadLocation(name)
		require.NoError(t, err)
		require.Equal(t, name, zone.Named(spelt.Written[i]))
	}
	// Every zone that a phone may be in can be stated as well.
	for _, name := range zone.Prefixes().Zones {
		if name != zone.Unsaid {
			require.Equal(t, name, zone.Named(name))
		}
	}
}
