package report

import (
	"regulars/present"
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

func (w *writer) campaign(b ledger.CampaignBooks) []cell {
	closes := cell{Text: w.words.BooksOpen, Tone: present.Worse}
	if b.Gap() == 0 {
		closes = cell{Text: w.words.BooksClose, Tone: present.Better}
	}
	return append(cellsOf(
		b.Campaign, string(b.State), present.Whole(b.Planned), present.Whole(b.Sent), present.Whole(b.Failed), present.Whole(b.Unknown), present.Whole(b.Excluded), present.Whole(b.NotTried()),
	), closes)
}
