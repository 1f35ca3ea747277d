package draft

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"regulars/console/journeys/sample"
	"regulars/console/studio"
	store "regulars/schema/studio"
)

// List is every journey with where it lives, and what a new one is begun from.
type List struct {
	T       *Text
	Edits   bool
	Lines   []studio.Line
	Recipes []studio.Option
	New     string
}

// List returns the journeys of the file, then those of the console.
func (a *Asked) List(ctx context.Context) (*List, error) {
	versions, err := store.Journeys.Versions(ctx, a.DB, a.File.Name, "")
	if err != nil {
		return nil, err
	}
	console := store.ByName(versions)
	l := &List{T: a.T, Edits: a.Edits, New: a.Root + "?new=1"}
	for i := range a.File.Journeys {
		line := a.line(a.File.Journeys[i].Name, a.T.TheFile)
		if slices.ContainsFunc(console, func(w store.Written) bool { return w.Name == line.Name && w.Live != nil }) {
			line.State, line.Tone = a.T.Twice, "held"
		}
		l.Lines = append(l.Lines, line)
	}
	for _, w := range console {
		if w.Newest.Gone() || store.JourneyInFile(a.File, w.Name) && w.Live != nil {
			continue
		}
		line := a.line(w.Name, a.T.TheConsole)
		line.Sends = a.T.SendsNothing
		line.Change = fmt.Sprintf(a.T.LastChange, w.Newest.Number, w.Newest.By, a.Stamp(w.Newest.At))
		if w.Live != nil {
			line.Sends = fmt.Sprintf(a.T.Version, w.Live.Number)
		}
		line.State, line.Tone = a.Standing(w.Newest)
		l.Lines = append(l.Lines, line)
	}
	for _, name := range sample.Names() {
		l.Recipes = append(l.Recipes, studio.Option{Value: a.Root + "?new=" + url.QueryEscape(name), Text: a.T.Examples[name]})
	}
	return l, nil
}

func (a *Asked) line(name, lives string) studio.Line {
	return studio.Line{Name: name, Lives: lives, URL: a.at(name), Copy: a.Root + "?new=1&copy=" + url.QueryEscape(name)}
}
