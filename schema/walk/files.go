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
	leaveScripts          = scriptsOf[leaveParams]("leave.sql", false)
	leaveDueScripts       = scriptsOf[leaveDueParams]("leave.sql", true)
	advanceScripts        = scriptsOf[advanceParams]("advance.sql", false)
	advanceDueScripts     = scriptsOf[advanceDueParams]("advance.sql", true)
	partScript            = whole[partParams]("part.sql")
	countMatchedScript    = schema.NewScript[matchedParams](room, files, "count_matched.sql")
	enterScript           = schema.NewScript[enterParams](room, files, "enter.sql")
	migrateScript         = whole[migrateParams]("migrate.sql")
	standingsScript       = whole[journeyParams]("standings.sql")
	sumsScript            = schema.NewScript[sumsParams](room, files, "sums.sql")
	putDefinitionScript   = schema.NewScript[definitionParams](room, files, "put_definition.sql")
	definitionScript      = schema.NewScript[definitionKey](room, files, "definition.sql")
	boughtScript          = schema.NewScript[boughtParams](room, files, "bought.sql")
	reachedScript         = schema.NewScript[reachedParams](room, files, "reached.sql")
	goalsScript           = schema.NewScript[journeyParams](room, files, "goals.sql")
	sinceScript           = schema.NewScript[journeyParams](room, files, "since.sql")
	flowsScript           = schema.NewScript[flowParams](room, files, "flows.sql")
	beginWalkScript       = schema.NewScript[beginParams](room, files, "begin_walk.sql")
	endWalkScript         = schema.NewScript[endParams](room, files, "end_walk.sql")
	whoScript             = whole[whoParams]("who.sql")
	placeScript           = whole[memberParams]("place.sql")
	moveScript            = whole[handParams]("move.sql")
	putNightScript        = schema.NewScript[nightParams](room, files, "put_night.sql")
	lastNightScript       = schema.NewScript[journeyParams](room, files, "last_night.sql")
	dueScript             = whole[dueParams]("due.sql")
	countDueScript        = whole[countDueParams]("count_due.sql")
	enterEventScript      = whole[enterEventParams]("enter_event.sql")
	comingScript          = whole[comingParams]("coming.sql")
	countEntrantsScript   = whole[entrantParams]("count_entrants.sql")
	countCandidatesScript = whole[countCandidateParams]("count_candidates.sql")
	standingsDueScript    = due[standingsDueParams]("standings.sql")
	definitionsScript     = schema.NewScript[tickKey](room, files, "definitions.sql")
	lastTickScript        = schema.NewScript[tickKey](room, files, "last_tick.sql")
	putTickScript         = schema.NewScript[putTickParams](room, files, "put_tick.sql")
	decisionsScript       = schema.NewScript[tickKey](room, files, "decisions.sql")
	decideScript          = schema.NewScript[decideParams](room, files, "decide.sql")
	emptyScript           = whole[emptyParams]("end.sql")
	knownNodesScript      = schema.NewScript[knownNodeParams](room, files, "known_nodes.sql")
	knownConsentsScript   = schema.NewScript[knownConsentParams](room, files, "known_consents.sql")
	knownOrdersScript     = schema.NewScript[knownOrderParams](room, files, "known_orders.sql")
	momentsScript         = schema.NewScript[momentParams](room, files, "moments.sql")
	nextWaitScript        = whole[nextWaitParams]("next_wait.sql")
	walkedScript          = schema.NewScript[journeyParams](room, files, "walked.sql")
	forgetScript          = schema.NewScript[journeyParams](room, files, "forget.sql")
	openRunsScript        = schema.NewScript[openRunParams](room, files, "open_runs.sql")
)

// whole is a script of a file that holds others: standing.sql, places.sql, and condition.sql
// once for each condition that it asks, whose parameters have the marker's name in front.
func whole[P any](file string) schema.Script[P] {
	return schema.NewScript[P](room, parts{FS: files}, file)
}

// due is whole for those who are due between the nights.
func due[P any](file string) schema.Script[P] {
	return schema.NewScript[P](room, parts{FS: files, due: true}, file)
}

// parts are files with the others that they name put in.
type parts struct {
	fs.FS
	due   bool  // only_due.sql stands where places are read, and what is known of who is due where all members are
	asked asked // what stands between if and end; nil: all
}

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
	places, text := read("places.sql"), read(name)
	for _, part := range []struct{ marker, text string }{
		{"standing", read("standing.sql")},
		{"due_rows", read("due_rows.sql")},
		{"entrants", read("entrants.sql")},
		{"candidates", read("candidates.sql")},
		{"coming", read("who_comes.sql")},
		{"whose", whose},
		{"places", strings.Replace(places, "/*only*/", only, 1)},
		{"waiting", strings.Replace(places, "/*only*/", read("only_waiting.sql"), 1)},
		{"goal", p.condition("goal", read("condition.sql"))},
		{"until", p.condition("until", read("condition.sql"))},
		{"way", p.condition("way", read("condition.sql"))},
	} {
		text = strings.ReplaceAll(text, "/*"+part.marker+"*/", part.text)
	}
	if p.due {
		text = overDue(text)
	}
	return []byte(p.asked.keep(text, "")), failed
}

// condition is the text of what a condition asks.
func (p parts) condition(marker, text string) string {
	return conditionParam().ReplaceAllString(p.asked.keep(text, marker+"_"), fmt.Sprintf("{%s_$1:", marker))
}

// conditionParam finds the parameters of a condition. It is made when it is needed, since
// scripts are package variables, too.
func conditionParam() *regexp.Regexp {
	return regexp.MustCompile(`\{(opened|clicked|did|same|segment):`)
}
