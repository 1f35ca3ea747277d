package report

import (
	"regulars/schema/ledger"
)

func (w *writer) campaigns() section {
	s := section{ID: "campaigns", Title: w.words.Campaigns}
	if len(w.books) == 0 {
		s.Notes = []string{w.words.CampaignsNone}
		return s
	}
	s.Lead = w.words.CampaignsLead
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
	s.Parts = []part{{Table: t}}
	return s
}

// campaign counts as held who was not tried while the campaign is not over.
func (w *writer) campaign(b ledger.CampaignBooks) []cell {
	held := b.Held
	if b.State != "done" && b.State != "cancelled" {
		held += b.Open
	}
	closes := cell{Text: w.words.BooksOpen, Tone: "worse"}
	if b.Planned == b.Sent+b.Failed+b.Unknown+b.Excluded+held {
		closes = cell{Text: w.words.BooksClose, Tone: "better"}
	}
	return append(cellsOf(
		b.Campaign, b.State, w.count(b.Planned), w.count(b.Sent), w.count(b.Failed), w.count(b.Unknown), w.count(b.Excluded), w.count(held),
	), closes)
}
