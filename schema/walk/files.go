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
	partScript          = whole[partParams]("part.sql")
	leaveScript         = whole[leaveParams]("leave.sql")
	enterScript         = schema.NewScript[enterParams](room, files, "enter.sql")
	advanceScript       = whole[advanceParams]("advance.sql")
	migrateScript       = whole[migrateParams]("migrate.sql")
	standingsScript     = whole[journeyParams]("standings.sql")
	sumsScript          = schema.NewScript[journeyParams](room, files, "sums.sql")
	putDefinitionScript = schema.NewScript[definitionParams](room, files, "put_definition.sql")
	definitionScript    = schema.NewScript[definitionKey](room, files, "definition.sql")
	boughtScript        = schema.NewScript[boughtParams](room, files, "bought.sql")
	flowsScript         = schema.NewScript[flowParams](room, files, "flows.sql")
	beginWalkScript     = schema.NewScript[beginParams](room, files, "begin_walk.sql")
	endWalkScript       = schema.NewScript[endParams](room, files, "end_walk.sql")
	whoScript           = whole[whoParams]("who.sql")
	placeScript         = whole[memberParams]("place.sql")
	moveScript          = whole[handParams]("move.sql")
	putNightScript      = schema.NewScript[nightParams](room, files, "put_night.sql")
	lastNightScript     = schema.NewScript[journeyParams](room, files, "last_night.sql")
)

// whole is a script of a file that holds others: standing.sql, places.sql, and condition.sql
// once for each condition that it asks, whose parameters have the marker's name in front.
func whole[P any](file string) schema.Script[P] {
	return schema.NewScript[P](room, parts{files, conditionParam}, file)
}

// parts are files with the others that they name put in.
type parts struct {
	fs.FS
	asked *regexp.Regexp
}

var conditionParam = regexp.MustCompile(`\{(bought|opened|clicked|did|segment):`)

func (p parts) ReadFile(name string) ([]byte, error) {
	texts := map[string]string{}
	for _, file := range []string{name, "standing.sql", "places.sql", "condition.sql"} {
		text, err := fs.ReadFile(p.FS, file)
		if err != nil {
			return nil, err
		}
		texts[file] = string(text)
	}
	text := strings.Replace(texts[name], "/*standing*/", texts["standing.sql"], 1)
	text = strings.Replace(text, "/*places*/", texts["places.sql"], 1)
	for _, marker := range []string{"goal", "until", "way"} {
		asked := p.asked.ReplaceAllString(texts["condition.sql"], fmt.Sprintf("{%s_$1:", marker))
		text = strings.Replace(text, "/*"+marker+"*/", asked, 1)
	}
	return []byte(text), nil
}
