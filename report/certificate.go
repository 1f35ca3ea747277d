package report

import (
	"time"

	"regulars"
	"regulars/present"
	"regulars/present/cause"
	"regulars/schema/gate"
)

// badge says at the top whether the night was whole.
type badge struct {
	Text, Lead string
	Whole      bool
	Reasons    []string
}

func (w *writer) badge() badge {
	switch {
	case w.certificate == nil:
		return badge{Text: w.words.NoCertificate, Lead: w.words.NoCertificateLead}
	case w.certificate.Whole:
		return badge{Text: w.words.Whole, Lead: w.words.WholeLead, Whole: true}
	}
	return badge{Text: w.words.NotWhole, Reasons: reasonsIn(w.names, *w.certificate)}
}

func (w *writer) certificateSection() section {
	s := section{ID: "certificate", Title: w.words.Certificate}
	if w.certificate == nil {
		s.Notes = []string{w.words.NoCertificateLead}
		return s
	}
	c := CertificateOf(*w.certificate)
	s.Lead, s.Notes = c.Title(w.names), append(c.Notes(w.names), reasonsIn(w.names, *w.certificate)...)
	for _, t := range c.Tables(w.names) {
		s.Parts = append(s.Parts, part{Title: t.Title, Table: tableOf(t)})
	}
	return s
}

// reasonsIn are why a certificate is not whole, in a language.
func reasonsIn(names *present.Names, c gate.Certificate) []string {
	return cause.Sentences(names.Lang, c.Causes, c.Reasons)
}

// CertificateOf returns a night's certificate as people see it.
func CertificateOf(c gate.Certificate) present.Certificate {
	shown := present.Certificate{Brand: c.Brand, Date: c.Date, Whole: c.Whole, Reasons: c.Reasons}
	for _, l := range c.Shops {
		line := present.ShopLine{
			Shop: l.Shop, Entity: l.Entity, Platform: l.Platform, Received: l.Received, Stored: l.Stored, Rejected: l.Rejected,
			OK: l.OK, Unchanged: l.Unchanged,
		}
		shown.Shops = append(shown.Shops, line)
		if l.Files != nil {
			shown.Files = append(shown.Files, present.FilesLine{
				Shop: l.Shop, Entity: l.Entity, Rows: l.Files.Rows, Used: l.Files.Used, Rejected: l.Files.Rejected,
				LeftOut: l.Files.LeftOut, Blank: l.Files.Blank + l.Files.Totals, Taken: l.Files.Taken,
			})
		}
	}
	for _, l := range c.Stores {
		line := present.StoreLine{
			Shop: l.Shop, Entity: l.Entity, Platform: l.Platform, Stored: l.Stored, Hidden: l.Hidden, Rejected: l.Rejected, OK: l.OK,
			Healed: l.Healed, HealedNow: l.HealedNow, Tells: l.Tells, Notes: l.Notes, Blind: l.Blind, Unseen: l.Unseen, Compared: l.Compared,
		}
		if !l.SweptAt.IsZero() {
			line.Swept = regulars.DateOf(l.SweptAt, time.UTC)
		}
		shown.Stores = append(shown.Stores, line)
	}
	if c.Missed != nil {
		shown.Missed = &present.Missed{
			First: c.Missed.First, Last: c.Missed.Last, ComputedFrom: c.Missed.ComputedFrom, Sent: c.Missed.Sent, Skipped: c.Missed.Skipped,
		}
	}
	for _, k := range c.Kept {
		shown.Kept = append(shown.Kept, present.Kept{What: string(k.What), From: k.From, Then: k.Then, Now: k.Now})
	}
	for _, l := range c.Campaigns {
		shown.Campaigns = append(shown.Campaigns, present.CampaignLine(l))
	}
	return shown
}

func tableOf(t present.Table) *table {
	drawn := &table{Head: t.Head, Texts: t.Texts()}
	for _, row := range t.Rows {
		drawn.Rows = append(drawn.Rows, cellsOf(row...))
	}
	return drawn
}
