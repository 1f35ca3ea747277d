package report

import "strings"

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
	return badge{Text: w.words.NotWhole, Reasons: w.certificate.Reasons}
}

func (w *writer) certificateSection() section {
	s := section{ID: "certificate", Title: w.words.Certificate}
	if w.certificate == nil {
		s.Notes = []string{w.words.NoCertificateLead}
		return s
	}
	s.Parts, s.Notes = certificateParts(w.certificate.Text)
	return s
}

// certificateParts reads the certificate's Markdown: headings, tables and lists.
func certificateParts(markdown string) (parts []part, notes []string) {
	var current part
	flush := func() {
		if current.Table != nil || current.Title != "" {
			parts = append(parts, current)
		}
		current = part{}
	}
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "- "):
			notes = append(notes, line[2:])
		case strings.HasPrefix(line, "### "), strings.HasPrefix(line, "**"):
			flush()
			current.Title = strings.Trim(line, "#* ")
		case strings.HasPrefix(line, "| ---"):
		case strings.HasPrefix(line, "|"):
			current.Table = withLine(current.Table, line)
		}
	}
	flush()
	return parts, notes
}

func withLine(t *table, line string) *table {
	fields := strings.Split(strings.Trim(line, "|"), "|")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	if t == nil {
		return &table{Head: fields, Texts: 2}
	}
	t.Rows = append(t.Rows, cellsOf(fields...))
	return t
}
