package cron_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/cron"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func TestParse(t *testing.T) {
	for _, right := range []string{"30 4 * * *", "0 5 1 * *", "0 5 * * mon", "*/30 * * * *"} {
		_, err := cron.Parse(right)
		require.NoError(t, err, right)
	}
	for text, says := range map[string]string{
		"":                           "can't be read",
		"30 4 * *":                   "can't be read",
		"0 30 4 * * *":               "can't be read",
		"@every 1h":                  "can't be read",
		"TZ=Asia/Taipei 30 4 * * *":  "use the key timezone",
		"CRON_TZ=Etc/UTC 30 4 * * *": "use the key timezone",
		"30 4 1 * mon":               "differently",
	} {
		_, err := cron.Parse(text)
		require.ErrorContains(t, err, says, text)
	}
}

// A night runs once a day: an hour that a day of the zone lacks or has twice is refused, and
// so are two firings for one business date.
func TestUnfit(t *testing.T) {
	for name, c := range map[string]struct{ expression, zone, home, says string }{
		"once a day":                          {"30 4 * * *", "Asia/Taipei", "Asia/Taipei", ""},
		"once a month":                        {"0 5 1 * *", "America/New_York", "America/New_York", ""},
		"every other hour":                    {"30 */12 * * *", "Asia/Taipei", "Asia/Taipei", "twice for business date"},
		"twice an hour":                       {"0,30 4 * * *", "Asia/Taipei", "Asia/Taipei", "twice for business date"},
		"never":                               {"0 4 30 2 *", "Asia/Taipei", "Asia/Taipei", "never fires"},
		"clocks that go forward over it":      {"30 2 * * *", "America/New_York", "America/New_York", "02:30 does not exist in America/New_York"},
		"clocks that go back over it":         {"30 1 * * *", "America/New_York", "America/New_York", "01:30 exists twice in America/New_York"},
		"after both":                          {"0 3 * * *", "America/New_York", "America/New_York", ""},
		"before both":                         {"59 0 * * *", "America/New_York", "America/New_York", ""},
		"on days whose clocks don't change":   {"30 2 * * mon", "America/New_York", "America/New_York", ""},
		"on dates whose clocks don't change":  {"30 2 15 * *", "America/New_York", "America/New_York", ""},
		"in months whose clocks don't change": {"30 2 * 6 *", "America/New_York", "America/New_York", ""},
		"clocks that change by half an hour":  {"45 1 * * *", "Australia/Lord_Howe", "Australia/Lord_Howe", "01:45 exists twice"},
		"forward by half an hour":             {"15 2 * * *", "Australia/Lord_Howe", "Australia/Lord_Howe", "02:15 does not exist"},
		"before they change by half an hour":  {"15 1 * * *", "Australia/Lord_Howe", "Australia/Lord_Howe", ""},
		"a zone without changes":              {"30 2 * * *", "Asia/Tokyo", "America/New_York", ""},
	} {
		spec, err := cron.Parse(c.expression)
		require.NoError(t, err, name)
		problem, remedy := cron.Unfit(spec, zone(t, c.zone), zone(t, c.home))
		if c.says == "" {
			require.Empty(t, problem, name)
			continue
		}
		require.Contains(t, problem, c.says, name)
		require.NotEmpty(t, remedy, name)
	}
}
