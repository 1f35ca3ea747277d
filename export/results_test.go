package export

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/experiment"
	"regulars/present"
	"regulars/schema/view"
)

func results() []view.Result {
	opened, zero := uint64(12), uint64(0)
	assigned, heldOut := experiment.Group{Buyers: experiment.Share{Hits: 56, Of: 70}}, experiment.Group{Buyers: experiment.Share{Hits: 48, Of: 80}}
	lift := experiment.Compare(assigned, heldOut)
	return []view.Result{
		{Campaign: "=wake", Counts: view.Counts{Planned: 150, Sent: 70, Opened: &opened, Bounced: &zero, Revenue: 99.5}, Assigned: assigned, HeldOut: heldOut, Lift: &lift, Ends: "2026-11-27"},
		{Campaign: "=wake", Channel: "line", Counts: view.Counts{Planned: 70}, Ends: "2026-11-27"},
	}
}

// What isn't known is empty or null, and never zero.
func TestResults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.csv")
	require.NoError(t, ResultsFile(path, &present.English, results()))
	lines := linesOf(t, path)
	require.Len(t, lines, 3)
	require.Equal(t, resultColumns, lines[0])
	cell := func(line int, column string) string { return lines[line][slices.Index(resultColumns, column)] }
	for column, want := range map[string]string{
		"campaign": "'=wake", "planned": "150", "opened": "12", "bounced": "0", "clicked": "", "cost": "", "roas": "", "revenue": "99.5", "assigned": "70", "kept_out": "80",
		"bought": "0.8", "kept_out_bought": "0.6", "enough": "more", "needed": "", "revenue_lift": "", "revenue_enough": "too_few", "best": "", "ends": "2026-11-27",
	} {
		require.Equal(t, want, cell(1, column), column)
	}
	lift := results()[0].Lift
	require.Equal(t, []string{exact(lift.Buyers.Estimate), exact(lift.Buyers.Low), exact(lift.Buyers.High)}, []string{cell(1, "lift"), cell(1, "lift_low"), cell(1, "lift_high")})
	require.Equal(t, []string{"line", "", "", ""}, []string{cell(2, "channel"), cell(2, "lift"), cell(2, "assigned"), cell(2, "enough")})
	var out bytes.Buffer
	require.NoError(t, Results(&out, results()))
	require.Contains(t, out.String(), "'=wake,line,,70,")

	out.Reset()
	require.NoError(t, ResultsJSON(&out, results()))
	var rows []map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &rows))
	require.Len(t, rows, 2)
	require.Nil(t, rows[0]["clicked"])
	require.EqualValues(t, 0, rows[0]["bounced"])
	require.EqualValues(t, []any{70.0, 80.0, 56.0, 48.0}, []any{rows[0]["assigned"], rows[0]["kept_out"], rows[0]["bought"], rows[0]["kept_out_bought"]})
	require.Nil(t, rows[0]["lift"].(map[string]any)["needed"], "it is decided")
	require.InDelta(t, 0.0524, rows[0]["lift"].(map[string]any)["low"], 0.0001)
	require.Nil(t, rows[0]["revenue_lift"].(map[string]any)["low"])
	require.Nil(t, rows[1]["lift"])
	require.Nil(t, rows[1]["bought"])
}

// Of too few the file says how many more it takes.
func TestResultsOfTooFew(t *testing.T) {
	assigned, heldOut := experiment.Group{Buyers: experiment.Share{Hits: 12, Of: 150}}, experiment.Group{Buyers: experiment.Share{Hits: 1, Of: 17}}
	lift := experiment.Compare(assigned, heldOut)
	require.Positive(t, lift.Buyers.Needed)
	rows := []view.Result{{Campaign: "wake", Assigned: assigned, HeldOut: heldOut, Lift: &lift, Ends: "2026-11-27"}}
	path := filepath.Join(t.TempDir(), "results.csv")
	require.NoError(t, ResultsFile(path, &present.English, rows))
	require.Equal(t, strconv.FormatUint(lift.Buyers.Needed, 10), linesOf(t, path)[1][slices.Index(resultColumns, "needed")])
	var out bytes.Buffer
	require.NoError(t, ResultsJSON(&out, rows))
	var read []map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	require.EqualValues(t, lift.Buyers.Needed, read[0]["lift"].(map[string]any)["needed"])
}

func TestResultsAsASheet(t *testing.T) {
	for _, names := range []*present.Names{&present.English, &present.Chinese} {
		require.NoError(t, ResultsFile(filepath.Join(t.TempDir(), "results.xlsx"), names, results()))
		for _, column := range resultColumns {
			require.Contains(t, names.Columns, column)
		}
	}
}
