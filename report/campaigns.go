package report

import (
	"regulars/present"
	"regulars/schema/ledger"
)

func (w *writer) campaigns() section {
	s := section{ID: "campaigns", Title: w.words.Campaigns}
	if len(w.books) == 0 {
		s.Notes = []string{w.words.CampaignsNone}
	} else {
		s.Lead, s.Parts = w.words.CampaignsLead, []part{{Table: w.standing()}}
	}
	if len(w.outcomes) > 0 {
		parts, verdicts := w.results()
		s.Parts, s.Notes = append(s.Parts, parts...), append(s.Notes, verdicts...)
	}
	switch {
	case w.suggested.Unmeasured != "":
		s.Parts = append(s.Parts, part{Title: w.suggested.Heading(w.names), Lead: w.suggested.Sentences(w.names, w.numbers)[0]})
	case w.suggested.Any():
		s.Parts, s.Notes = append(s.Parts, w.suggestion()...), append(s.Notes, w.suggested.Sentences(w.names, w.numbers)...)
	}
	return s
}

// suggestion is which messages would earn most next: what `campaign suggest` says.
func (w *writer) suggestion() (parts []part) {
	if len(w.suggested.Lines) > 0 {
		parts = append(parts, part{Title: w.suggested.Heading(w.names), Lead: w.suggested.Title(w.names), Table: tableOf(w.suggested.Table(w.names))})
	}
	if unknown := w.suggested.UnknownTable(w.names); len(unknown.Rows) > 0 {
		parts = append(parts, part{Title: w.suggested.Heading(w.names) + " · " + unknown.Title, Table: tableOf(unknown)})
	}
	return parts
}

// results are what came of the campaigns of the last 28 days, and whether it is enough to
// decide: the same tables and sentences as those of `campaign results`.
func (w *writer) results() (parts []part, verdicts []string) {
	results := ResultsOf(w.asked, w.outcomes)
	for i, t := range results.Tables(w.names, w.numbers) {
		p := part{Title: t.Title, Table: tableOf(t)}
		if i == 0 {
			p.Lead = results.Title(w.names)
		}
		parts = append(parts, p)
	}
	return parts, results.Verdicts(w.names, w.numbers)
}

// standing is where the campaigns of the date stand.
func (w *writer) standing() *table {
	t := &table{
		Caption: w.words.Campaigns,
		Head: []string{
			w.words.Campaign, w.words.State, w.words.Planned, w.words.Sent, w.words.Failed, w.words.Unknown, w.words.Excluded, w.words.Held, w.words.Closes,
		},
		Texts: 2,
	}
	for _, b := range w.books {
		t.Rows = append(t.Rows, w.campaign(b))
	}
	return t
}

func (w *writer) campaign(b ledger.CampaignBooks) []cell {
	closes := cell{Text: w.words.BooksOpen, Tone: present.Worse}
	if b.Gap() == 0 {
		closes = cell{Text: w.words.BooksClose, Tone: present.Better}
	}
	return append(cellsOf(
		b.Campaign, string(b.State), present.Whole(b.Planned), present.Whole(b.Sent), present.Whole(b.Failed), present.Whole(b.Unknown), present.Whole(b.Excluded), present.Whole(b.NotTried()),
	), closes)
}
