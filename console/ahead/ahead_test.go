package ahead_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/console/ahead"
	"regulars/console/words"
	"regulars/present"
	"regulars/schema/schematest"
	"regulars/schema/snapshot"
)

// Whatever is stored since the night, the days ahead are shown: of now as long as nothing but what
// members did has come, and then with the time of which they are.
func TestTheDaysStayWhateverComes(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	do := func(statement string) {
		t.Helper()
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	const date = regulars.BusinessDate("2026-11-20")
	shown := func(date regulars.BusinessDate) ahead.Ahead {
		t.Helper()
		due, err := ahead.Read(t.Context(), db, "b", date)
		require.NoError(t, err)
		s := ahead.Shown{
			T: words.Of(&present.English), Value: func(string) (string, bool) { return "", false }, Stamp: func(at time.Time) string { return at.Format(time.DateOnly) },
		}
		return s.Ahead(due, date)
	}
	require.Equal(t, ahead.Ahead{}, shown(date), "nothing is stored")
	do("INSERT INTO derivations (brand, at, whole, version) VALUES ('b', now(), true, 1)")
	stamp, err := snapshot.Members.Stamp(t.Context(), db, "b", date)
	require.NoError(t, err)
	do(fmt.Sprintf("INSERT INTO member_snapshots (stamp, brand, date, member_id, stage, stage_next, stage_next_on) VALUES (%d, 'b', '%s', 1, 'active', 'sleep', '2026-11-23'), (%[1]d, 'b', '%[2]s', 2, 'sleep', 'lost', '2026-11-23')", stamp, date))
	night := shown(date)
	require.Len(t, night.Days, 14)
	require.Equal(t, []string{"2026-11-23", "1", "1"}, []string{night.Days[2].Date, night.Days[2].Sleep, night.Days[2].Lost})
	require.Empty(t, night.Stored)
	do("INSERT INTO events (brand, shop, event_id, type, at, date, node, version) VALUES ('b', 'web', '1', 'login', now(), today(), 1, 1)")
	require.Equal(t, night, shown(date), "who did something is due as before")

	do("INSERT INTO derivations (brand, at, whole, version) VALUES ('b', now(), true, 2)")
	later := shown(date)
	require.Equal(t, night.Days, later.Days)
	require.Regexp(t, `^The days are as stored on \d{4}-\d\d-\d\d; what has changed since then is not in them\.$`, later.Stored)
	tomorrow := shown(date.AddDays(1))
	require.Equal(t, []string{"2026-11-23", "1"}, []string{tomorrow.Days[1].Date, tomorrow.Days[1].Lost}, "the date before is stored")
	require.Equal(t, later.Stored, tomorrow.Stored)
}
