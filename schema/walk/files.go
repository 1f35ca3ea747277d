package walk

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

// room is the package's name in errors and in system.query_log.
const room = "walk"

var (
	partScript            = whole[partParams]("part.sql")
	leaveScript           = whole[leaveParams]("leave.sql")
	enterScript           = schema.NewScript[enterParams](room, files, "enter.sql")
	advanceScript         = whole[advanceParams]("advance.sql")
	migrateScript         = whole[migrateParams]("migrate.sql")
	standingsScript       = whole[journeyParams]("standings.sql")
	sumsScript            = schema.NewScript[journeyParams](room, files, "sums.sql")
	putDefinitionScript   = schema.NewScript[definitionParams](room, files, "put_definition.sql")
	definitionScript      = schema.NewScript[definitionKey](room, files, "definition.sql")
	boughtScript          = schema.NewScript[boughtParams](room, files, "bought.sql")
	flowsScript           = schema.NewScript[flowParams](room, files, "flows.sql")
	beginWalkScript       = schema.NewScript[beginParams](room, files, "begin_walk.sql")
	endWalkScript         = schema.NewScript[endParams](room, files, "end_walk.sql")
	whoScript             = whole[whoParams]("who.sql")
	placeScript           = whole[memberParams]("place.sql")
	moveScript            = whole[handParams]("move.sql")
	putNightScript        = schema.NewScript[nightParams](room, files, "put_night.sql")
	lastNightScript       = schema.NewScript[journeyParams](room, files, "last_night.sql")
	leaveDueScript        = due[leaveDueParams]("leave.sql")
	advanceDueScript      = due[advanceParams]("advance.sql")
	dueScript             = whole[dueParams]("due.sql")
	countDueScript        = whole[countDueParams]("count_due.sql")
	enterEventScript      = whole[enterEventParams]("enter_event.sql")
	countEntrantsScript   = whole[entrantParams]("count_entrants.sql")
	countCandidatesScript = whole[candidateParams]("count_candidates.sql")
	standingsDueScript    = due[standingsDueParams]("standings.sql")
	definitionsScript     = schema.NewScript[tickKey](room, files, "definitions.sql")
	lastTickScript        = schema.NewScript[tickKey](room, files, "last_tick.sql")
	putTickScript         = schema.NewScript[putTickParams](room, files, "put_tick.sql")
	openRunsScript        = schema.NewScript[openRunParams](room, files, "open_runs.sql")
)

// whole is a script of a file that holds others: standing.sql, places.sql, and condition.sql
// once for each condition that it asks, whose parameters have the marker's name in front.
func whole[P any](file string) schema.Script[P] {
	return schema.NewScript[P](room, parts{files, false, conditionParam}, file)
}

// due is whole for those who are due between the nights.
func due[P any](file string) schema.Script[P] {
	return schema.NewScript[P](room, parts{files, true, conditionParam}, file)
}

// parts are files with the others that they name put in.
type parts struct {
	fs.FS
	due   bool // only_due.sql stands where places are read
	asked *regexp.Regexp
}

var conditionParam = regexp.MustCompile(`\{(bought|opened|clicked|did|same|segment):`)

func (p parts) ReadFile(name string) ([]byte, error) {
	var failed error
	read := func(file string) string {
		text, err := fs.ReadFile(p.FS, file)
		if err != nil {
			failed = err
		}
		return string(text)
	}
	only, whose := "", ""
	if p.due {
		only, whose = read("only_due.sql"), read("leave_due.sql")
	}
	places := read("places.sql")
	text := read(name)
	for _, part := range []struct{ marker, text string }{
		{"standing", read("standing.sql")},
		{"due_rows", read("due_rows.sql")},
		{"entrants", read("entrants.sql")},
		{"candidates", read("candidates.sql")},
		{"whose", whose},
		{"places", strings.Replace(places, "/*only*/", only, 1)},
		{"waiting", strings.Replace(places, "/*only*/", read("only_waiting.sql"), 1)},
	} {
		text = strings.Replace(text, "/*"+part.marker+"*/", part.text, 1)
	}
	condition := read("condition.sql")
	for _, marker := range []string{"goal", "until", "way"} {
		asked := p.asked.ReplaceAllString(condition, fmt.Sprintf("{%s_$1:", marker))
		text = strings.Replace(text, "/*"+marker+"*/", asked, 1)
	}
	return []byte(text), failed
}
