package present

import (
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/config"
)

// Names are the words of one language for what every screen shows. No name is
// empty, and each language has those of the others.
type Names struct {
	Lang      string // as HTML names it
	Points    string // percentage points, short
	DaysAfter string // after a number of days

	Stages        map[string]string // by stage, and NoStage
	StageMeanings map[string]string
	StageMembers  string // a format: the members of a stage
	StageShare    string // of a stage's members, and their revenue
	StageRevenue  string
	StageDue      string // who comes to a stage within days
	ClassMembers  string // of an RFM class, and their revenue
	ClassRevenue  string
	Classes       map[string]string // by class
	Windows       map[string]string // by window
	Metrics       map[string]string // by metric; not all have one
	Channels      map[string]string // by channel
	Entities      map[string]string // kinds of records, by entity
	Columns       map[string]string // headers of sheets, by the column's name in CSV

	certificate certificateWords
	results     resultWords
}

// NoStage names the stage of a member who was not known yet.
const NoStage = "none"

// NamesIn returns the names in one of config.Languages; no language is English. It
// returns an error that lists them for another.
func NamesIn(lang string) (*Names, error) {
	switch lang {
	case "", English.Lang:
		return &English, nil
	case Chinese.Lang:
		return &Chinese, nil
	}
	return nil, fmt.Errorf("language %q is not known: use %s", lang, strings.Join(config.Languages, " or "))
}

// Stage returns a stage's name.
func (n *Names) Stage(stage string) string { return nameOr(n.Stages, stage) }

// Channel returns a channel's name.
func (n *Names) Channel(channel string) string { return nameOr(n.Channels, channel) }

// Entity returns the name of a kind of records.
func (n *Names) Entity(entity string) string { return nameOr(n.Entities, entity) }

// Class returns an RFM class's name by its short one: vip, not rfm_vip.
func (n *Names) Class(class string) string { return nameOr(n.Classes, class) }

// Window returns a window's name.
func (n *Names) Window(window string) string { return nameOr(n.Windows, window) }

// Metric returns a metric's name; one without a name of its own reads as the kpi
// table has it.
func (n *Names) Metric(metric string) string {
	for _, of := range []struct {
		prefix, words string
		names         map[string]string
	}{
		{"stage_share_", n.StageShare, n.Stages}, {"stage_revenue_", n.StageRevenue, n.Stages}, {"stage_", n.StageMembers, n.Stages},
		{"rfm_revenue_", n.ClassRevenue, n.Classes}, {"rfm_", n.ClassMembers, n.Classes},
	} {
		if name, is := strings.CutPrefix(metric, of.prefix); is && of.names[name] != "" {
			return fmt.Sprintf(of.words, of.names[name])
		}
	}
	if due, is := strings.CutPrefix(metric, "stage_due_"); is {
		if stage, days, of := strings.Cut(strings.TrimSuffix(due, "d"), "_"); of && n.Stages[stage] != "" {
			return fmt.Sprintf(n.StageDue, n.Stages[stage], days)
		}
	}
	if name, is := n.Metrics[metric]; is {
		return name
	}
	return nameOr(n.Columns, metric) // what a sheet has of members and campaigns, too
}

// Column returns the header of a sheet's column.
func (n *Names) Column(column string) string { return nameOr(n.Columns, column) }

func nameOr(names map[string]string, name string) string {
	if known, ok := names[name]; ok {
		return known
	}
	return name
}

// List writes words with commas between them.
func List[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}

// Stages lists the lifecycle stages as tables show them: who has not bought yet
// first, then in the order of a member's life.
func Stages() []regulars.Stage {
	rest := slices.DeleteFunc(slices.Clone(regulars.Stages), func(s regulars.Stage) bool { return s == regulars.StageProspect })
	return append([]regulars.Stage{regulars.StageProspect}, rest...)
}

// classHeights are what the classes stand for, in the order of regulars.Classes.
var classHeights = [...]string{"H H H", "H L H", "H H L", "H L L", "L H H", "L H L", "L L H", "L L L"}

// Heights returns whether a class is high (H) or low (L) in recency, frequency and
// money: "H L H".
func Heights(class regulars.Class) string {
	if i := slices.Index(regulars.Classes, class); i >= 0 {
		return classHeights[i]
	}
	return ""
}
