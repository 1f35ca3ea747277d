package audience

import "reflect"

// Narrow adds a segment's conditions to the audience. It returns the keys that both
// give: a condition is the campaign's or the segment's, and two would contradict each
// other silently. where is taken from both.
func (a *Audience) Narrow(segment Audience) (both []string) {
	mine, theirs := reflect.ValueOf(a).Elem(), reflect.ValueOf(segment)
	for i := range mine.NumField() {
		key := mine.Type().Field(i).Tag.Get("yaml")
		switch {
		case key == "":
		case theirs.Field(i).IsZero():
		case key == "where" && a.Where != "":
			a.Where = "(" + a.Where + "\n) AND (" + segment.Where + "\n)"
		case key == "is":
			// Of who is in the segment's stages: the moment stays the campaign's.
			a.within = segment.Is
		case !mine.Field(i).IsZero():
			both = append(both, key)
		default:
			mine.Field(i).Set(theirs.Field(i))
		}
	}
	return both
}

// ByConsole notes that the segment is none of the config's: it was saved on the console, and
// is looked up when the campaign is planned.
func (a *Audience) ByConsole() { a.saved = true }

// Saved is the name of a segment that was saved on the console and is not looked up yet;
// empty: there is none.
func (a *Audience) Saved() string {
	if !a.saved {
		return ""
	}
	return a.Segment
}

// NarrowBySaved adds the conditions of the segment that was saved on the console, as Narrow
// does.
func (a *Audience) NarrowBySaved(segment Audience) (both []string) {
	a.saved = false
	return a.Narrow(segment)
}
