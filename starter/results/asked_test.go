package results

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/view"
)

// Results are of one date, of a range, or of the 28 days that ended last; no day that hasn't ended
// counts, and no range runs backwards.
func TestQuery(t *testing.T) {
	brand := &config.Brand{Name: "tea", Zone: time.UTC, Timezone: "UTC"}
	last := regulars.EndedAt(time.Now(), time.UTC)
	for name, c := range map[string]struct {
		asked Asked
		want  view.ResultQuery
	}{
		"a date":             {Asked{Date: "2026-11-20"}, view.ResultQuery{From: "2026-11-20", To: "2026-11-20", AsOf: last}},
		"a date as of":       {Asked{Date: "2026-11-20", AsOf: "2026-11-22"}, view.ResultQuery{From: "2026-11-20", To: "2026-11-20", AsOf: "2026-11-22"}},
		"a range":            {Asked{From: "2026-11-01", To: "2026-11-20"}, view.ResultQuery{From: "2026-11-01", To: "2026-11-20", AsOf: last}},
		"a range of a day":   {Asked{From: "2026-11-01", To: "2026-11-01"}, view.ResultQuery{From: "2026-11-01", To: "2026-11-01", AsOf: last}},
		"from a date":        {Asked{From: "2026-11-01", AsOf: "2026-11-20"}, view.ResultQuery{From: "2026-11-01", To: "2026-11-20", AsOf: "2026-11-20"}},
		"no dates":           {Asked{AsOf: "2026-11-28"}, view.ResultQuery{From: "2026-11-01", To: "2026-11-28", AsOf: "2026-11-28"}},
		"into a file":        {Asked{Date: "2026-11-20", File: "x.xlsx"}, view.ResultQuery{From: "2026-11-20", To: "2026-11-20", AsOf: last}},
		"up to the last day": {Asked{Date: "2026-11-20", AsOf: last.String()}, view.ResultQuery{From: "2026-11-20", To: "2026-11-20", AsOf: last}},
	} {
		for _, format := range []string{"table", "json", "csv"} {
			c.asked.Format, c.want.Campaign = format, "hello"
			q, err := c.asked.Query(brand, "hello")
			require.NoError(t, err, name)
			require.Equal(t, c.want, q, name)
		}
	}
	for says, asked := range map[string]Asked{
		"--format xml is not known":           {Format: "xml"},
		"--out":                               {File: "x.doc"},
		"--as-of: ":                           {AsOf: "yesterday"},
		"has not ended yet in UTC":            {AsOf: last.AddDays(2).String()},
		"--from is missing":                   {To: "2026-11-20"},
		"--date: ":                            {Date: "2026-1-1"},
		"--from: ":                            {From: "2026-1-1"},
		"--to: ":                              {From: "2026-01-01", To: "x"},
		"--to 2026-01-01 lies before --from ": {From: "2026-01-02", To: "2026-01-01"},
	} {
		if asked.Format == "" {
			asked.Format = "table"
		}
		_, err := asked.Query(brand, "")
		require.ErrorContains(t, err, says)
	}
	require.ErrorContains(t, None("", view.ResultQuery{From: "2026-11-01", To: "2026-11-20"}), "nothing was planned of any campaign from 2026-11-01 to 2026-11-20")
	require.ErrorContains(t, None("hello", view.ResultQuery{}), "nothing was planned of hello from")
}

// Results are a table, JSON, CSV, or a file, of which only its name is said.
func TestShow(t *testing.T) {
	brand, rows := &config.Brand{Currency: "TWD"}, []view.Result{{Campaign: "hello", Ends: "2026-11-21"}}
	shown := func(a Asked) string {
		var out bytes.Buffer
		require.NoError(t, a.Show(&out, brand, view.ResultQuery{From: "2026-11-01", To: "2026-11-20"}, rows, &present.English))
		return out.String()
	}
	require.Equal(t, byte('['), shown(Asked{Format: "json"})[0])
	require.Contains(t, shown(Asked{Format: "csv"}), "campaign,")
	table := shown(Asked{Format: "table"})
	require.Contains(t, table, "hello")
	require.NotContains(t, table, "campaign,")
	file := filepath.Join(t.TempDir(), "x.csv")
	require.Equal(t, "1 row of 2026-11-01 to 2026-11-20: "+file+"\n", shown(Asked{Format: "json", File: file}))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "hello")
	var out bytes.Buffer
	require.Error(t, Asked{File: "/lost/x.csv"}.Show(&out, brand, view.ResultQuery{}, rows, &present.English))
	require.Empty(t, out.String())
}
