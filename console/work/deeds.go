package work

import (
	"fmt"

	"regulars"
	"regulars/present"
	"regulars/schema/desk"
)

// Deed is what somebody did, as a page shows it.
type Deed struct{ At, Decision, By, Note, Which string }

// Deeds are what people did; notes may name a person, so not everybody reads them.
func (s Shown) Deeds(all []desk.Deed, notes bool) []Deed {
	lines := make([]Deed, len(all))
	for i, d := range all {
		name, what := d.Action, d.What
		if known, is := s.T.Deeds[d.Action]; is {
			name = known
		}
		if d.Action == desk.Export {
			what = fmt.Sprintf(s.T.Counted, present.Whole(d.Members))
		}
		lines[i] = Deed{At: s.Stamp(d.At), Decision: name, By: d.By, Which: regulars.ErrorText(what)}
		if notes {
			lines[i].Note = d.Note
		}
	}
	return lines
}
