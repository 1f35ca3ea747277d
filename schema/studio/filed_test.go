package studio_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

// What a campaign of the file said is on record for each run that somebody let go, and for one
// that nobody is asked about once for each text; of the console's, which have versions, nothing.
func TestTextsOfTheFile(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	filed := func(text string, approve bool) *config.Brand {
		b := teaBrand("wake-up")
		b.Campaigns[0].Approve = approve
		b.Campaigns[0].Audience.Enters = []string{"sleep"}
		b.Campaigns[0].Templates = map[string]config.Template{"edm": {Subject: "Hello", Text: text, TextFile: "wake-up.txt", HTML: "<p>"}}
		return b
	}
	run := func(name, date string) ledger.Run {
		return ledger.Run{Brand: brand, Campaign: name, Date: regulars.BusinessDate(date)}
	}
	texts := func() (all []string) {
		got, err := studio.Texts(t.Context(), d.db, brand, "wake-up", 10)
		require.NoError(t, err)
		for _, f := range got {
			c, err := teaBrand().ReadCampaign("x", []byte(f.Document))
			require.NoError(t, err, f.Document)
			all = append(all, f.Date.Format(time.DateOnly)+" "+f.By+" "+c.Templates["edm"].Text)
		}
		return all
	}
	at := time.Now().UTC().Truncate(time.Second).Add(-24 * time.Hour) // before what is planned below
	letGo := func(b *config.Brand, run ledger.Run, by string, at time.Time) {
		require.NoError(t, studio.LetGo(t.Context(), d.db, b, run, by, at))
	}
	require.NoError(t, studio.Planned(t.Context(), d.db, filed("one", true), run("wake-up", "2026-11-19")))
	require.Empty(t, texts(), "somebody is asked before it goes")
	letGo(filed("one", true), run("wake-up", "2026-11-20"), "mei", at)
	letGo(filed("one", true), run("wake-up", "2026-11-20"), "mei", at) // tried again
	letGo(filed("two", true), run("wake-up#t20261121-100000", "2026-11-21"), "jun", at.Add(time.Hour))
	require.Equal(t, []string{"2026-11-21 jun two", "2026-11-20 mei one"}, texts())

	letGo(filed("x", true), run("other", "2026-11-20"), "mei", at)
	letGo(filed("x", true), ledger.Run{Brand: "coffee", Campaign: "wake-up", Date: "2026-11-20"}, "mei", at)
	require.Len(t, texts(), 2, "another campaign, and another brand's")

	for _, text := range []string{"three", "three", "four", "three"} {
		require.NoError(t, studio.Planned(t.Context(), d.db, filed(text, false), run("wake-up", "2026-11-22")))
		time.Sleep(2 * time.Millisecond) // two in a millisecond would be in no order
	}
	require.Equal(t, []string{"2026-11-22  three", "2026-11-22  four", "2026-11-22  three", "2026-11-21 jun two", "2026-11-20 mei one"}, texts(), "each text once")

	d.say(d.save("hello", document("hello", "x"), 0), studio.Approved)
	_, _, err := studio.ForRun(t.Context(), d.db, teaBrand(), run("hello", "2026-11-20"))
	require.NoError(t, err)
	letGo(teaBrand(), run("hello", "2026-11-20"), "mei", at)
	letGo(teaBrand("hello"), run("hello", "2026-11-20"), "mei", at) // it moved to the file since
	got, err := studio.Texts(t.Context(), d.db, brand, "hello", 10)
	require.NoError(t, err)
	require.Empty(t, got, "the run is the console's, which has its version")
}
