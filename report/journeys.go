package report

import (
	"fmt"
	"strings"

	"regulars/present"
	"regulars/present/path"
	"regulars/schema/walk"
)

// journeySection is where the members of journeys are, as it was after the night; none where
// the brand has no journeys.
func (w *writer) journeySection() section {
	if len(w.journeys) == 0 {
		return section{}
	}
	s := section{ID: "journeys", Title: w.words.Journeys, Lead: w.words.JourneysLead}
	says := path.Of(w.names)
	all := &table{
		Caption: w.words.Journeys, Texts: 2,
		Head: []string{w.words.Journey, w.words.State, w.words.Came, w.words.OnStep, w.words.KeptOut, w.words.Finished, w.words.LeftOtherwise, w.words.Closes},
	}
	s.Parts = append(s.Parts, part{Table: all})
	for _, j := range w.journeys {
		p := j.Picture
		closes := cell{Text: w.words.BooksOpen, Tone: present.Worse}
		if p.Closes() {
			closes = cell{Text: w.words.BooksClose, Tone: present.Better}
		}
		all.Rows = append(all.Rows, append(cellsOf(
			j.Journey.Name, says.State(j.State), present.Whole(p.Came), present.Whole(p.In), present.Whole(p.KeptOut), present.Whole(p.Finished), present.Whole(p.LeftOtherwise()),
		), closes))
		s.Parts = append(s.Parts, part{Title: j.Journey.Name, Lead: w.equation(p), Table: w.picture(says, p)})
	}
	return s
}

func (w *writer) equation(p walk.Picture) string {
	return fmt.Sprintf(w.words.JourneyEquation, present.Whole(p.Came), present.Whole(p.In), present.Whole(p.KeptOut), present.Whole(p.Finished), present.Whole(p.LeftOtherwise()))
}

// picture is a journey's steps with who stands there and went on, and then where the others are.
func (w *writer) picture(says *path.Words, p walk.Picture) *table {
	t := &table{Caption: w.words.Journey, Head: []string{w.words.Step, w.words.Waits, w.words.LeadsTo, w.words.Members}, Texts: 3}
	for _, n := range p.Steps {
		row := []string{n.Name, says.Earlier, "", present.Whole(n.Members)}
		if n.Step != nil {
			row[1], row[2] = says.Wait(n.Step), strings.Join(w.ways(says, n, p), "; ")
		}
		t.Rows = append(t.Rows, cellsOf(row...))
	}
	add := func(name string, members uint64) {
		if members > 0 {
			t.Rows = append(t.Rows, cellsOf(name, "", "", present.Whole(members)))
		}
	}
	add(says.KeptOut, p.KeptOut)
	add(says.Reason(walk.Finished), p.Finished)
	for _, l := range p.Left {
		add(says.Reason(l.Reason), l.Members)
	}
	return t
}

func (w *writer) ways(says *path.Words, n walk.Node, p walk.Picture) []string {
	var ways []string
	for _, a := range p.Arrows {
		if a.From == n.Name {
			ways = append(ways, fmt.Sprintf("%s → %s (%s)", says.Way(n.Step, a.To), says.Destination(a.To), present.Whole(a.Members)))
		}
	}
	return ways
}
