package predicate

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars/schema"
)

// maxPredicate bounds a predicate's length in bytes; a list of thousands of ids fits.
const maxPredicate = 100_000

// Error says why a campaign's predicate (audience.where) can't be used.
type Error struct{ Reason string }

func (e *Error) Error() string { return "the predicate " + e.Reason }

func refusef(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...)}
}

// frame holds a predicate while ClickHouse parses it. What leaves the parentheses
// isn't this call's one argument any more, which the parsed tree shows.
const frameOpen, frameClose = "SELECT identity(", ")"

// remembered is the key of what Remember keeps.
type remembered struct{}

// Remember returns a context in which Normalise looks at each predicate once, for who asks the
// same ones night after night.
func Remember(ctx context.Context) context.Context {
	return context.WithValue(ctx, remembered{}, &sync.Map{})
}

// Normalise returns a predicate as ClickHouse's own parser writes it, so that
// nothing in it can leave the parentheses that it is put between. It returns a
// *Error where the text isn't one condition over the member's own values:
// several statements, an open parenthesis, a SELECT, a table, a parameter, a
// function that does more than compute.
func Normalise(ctx context.Context, db *schema.DB, predicate string) (string, error) {
	if strings.TrimSpace(predicate) == "" {
		return "1 = 1", nil
	}
	known, _ := ctx.Value(remembered{}).(*sync.Map)
	if known != nil {
		if condition, is := known.Load(predicate); is {
			return condition.(string), nil
		}
	}
	condition, err := normalise(ctx, db, predicate)
	if err == nil && known != nil {
		known.Store(predicate, condition)
	}
	return condition, err
}

func normalise(ctx context.Context, db *schema.DB, predicate string) (string, error) {
	if len(predicate) > maxPredicate {
		return "", refusef("is longer than %d bytes", maxPredicate)
	}
	ctx = Parsing(ctx)
	// On a line of its own: a comment at the predicate's end must not swallow the
	// parenthesis.
	condition, err := format(ctx, db, frameOpen+predicate+"\n"+frameClose)
	if err != nil {
		return "", err
	}
	nodes, err := parse(ctx, db, frameOpen+condition+frameClose)
	if err != nil {
		return "", err
	}
	functions, err := checkNodes(nodes)
	if err != nil {
		return "", err
	}
	return condition, checkFunctions(ctx, db, functions)
}

// Parsing bounds what only looks at a predicate.
func Parsing(ctx context.Context) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"readonly": 2, "max_execution_time": 60, "max_parser_depth": 300, "max_ast_depth": 300,
	}))
}

type formatParams struct{ Text string }

//go:embed *.sql
var files embed.FS

// room is the package's name in errors and in system.query_log.
const room = "predicate"

var formatScript = schema.NewScript[formatParams](room, files, "format.sql")

func format(ctx context.Context, db *schema.DB, text string) (string, error) {
	var formatted string
	err := db.Conn().QueryRow(schema.WithParams(ctx, formatParams{text}), formatScript.Text()).Scan(&formatted)
	if err != nil {
		return "", unparsed(err)
	}
	condition, opens := strings.CutPrefix(formatted, frameOpen)
	condition, closes := strings.CutSuffix(condition, frameClose)
	if !opens || !closes {
		return "", errNotOne
	}
	// Only names that aren't plain words are written between backquotes. No column of
	// a member needs them, and such a name could hold anything.
	if strings.Contains(quoted.ReplaceAllString(condition, "''"), "`") {
		return "", refusef("holds a name that needs backquotes: write the columns' plain names")
	}
	return condition, nil
}

// quoted is a string as ClickHouse writes it.
var quoted = regexp.MustCompile(`'(?:[^'\\]|\\.)*'`)

var errNotOne = refusef("isn't one condition: it closes a parenthesis that it didn't open, or goes on behind its end")

// unparsed is why ClickHouse can't parse a predicate. Its message holds the
// config's own words, and nobody's data.
func unparsed(err error) error {
	if !schema.IsPermanent(err) {
		return schema.Redact(err)
	}
	text, _, _ := strings.Cut(schema.Explain(err), ". Expected one of")
	return refusef("can't be read: %s", text)
}
