package studio

import (
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/written"
	"regulars/console/form"
	"regulars/console/page"
	"regulars/console/words"
	"regulars/internal/fill"
	"regulars/internal/seed"
	"regulars/internal/submit"
	"regulars/present"
)

// shown is the form of a document, as HTML.
func shown(t *testing.T, document string) string {
	t.Helper()
	values, ok := FormOf(document)
	require.True(t, ok, document)
	names := &present.Chinese
	campaign, _ := read(document)
	a := &Asked{T: TextOf(names), Words: words.Of(names), Names: names, File: &config.Brand{Channels: map[string]*config.Channel{"line": {}}}}
	f := &sheet{Sheet: form.NewSheet(a.Words, names, values), a: a, moment: campaign.Audience.Moment()}
	text := strings.Builder{}
	for _, g := range f.groups() {
		part, err := page.Part("group", g)
		require.NoError(t, err)
		text.Write(part)
	}
	for _, pair := range f.Rest() {
		fmt.Fprintf(&text, `<input type="hidden" name="%s" value="%s">`, html.EscapeString(pair[0]), html.EscapeString(pair[1]))
	}
	return `<form class="write">` + text.String() + "</form>"
}

// A campaign that is shown as a form and sent back untouched is the very same document; where one
// field is changed, it is the same but for that one. Every key has a control or goes along.
func TestFormKeepsAnyCampaign(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 0))
	for range 60 {
		var want config.Campaign
		fill.Some(random, &want)
		want.Name = "some"
		fill.OneMoment(random, &want.Audience)
		document, err := written.YAML(want)
		require.NoError(t, err)
		document += "# why\n"
		d := Draft{}
		sent := submit.Form(t, shown(t, document))
		sent.Set("document", document)
		d.Typed(sent, false)
		require.Equal(t, document, d.Document)

		fields, _ := FormOf(document)
		for path := range fields {
			require.True(t, sent.Has(path) || sent.Has(path+"~n"), "%s has no control and doesn't go along", path)
		}
		sent.Set("holdout~n", "12.5")
		sent.Set("open_tickets", "true")
		want.Holdout, want.OpenTickets = 0.125, true
		d.Typed(sent, false)
		got, ok := written.Read(d.Document)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
}
