package schema

import (
	"errors"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// explained is what ClickHouse says of a query that it only looked at: its
// message holds the config's own words, and nobody's data.
func Explain(err error) string {
	var exception *proto.Exception
	if !errors.As(err, &exception) {
		return err.Error()
	}
	text, hint := exception.Message, ""
	if i := strings.Index(text, "Maybe you meant: "); i >= 0 {
		hint = " (maybe you meant " + strings.Trim(text[i+len("Maybe you meant: "):], "[]'. ") + ")"
	}
	for _, frame := range []string{" in scope ", " In scope ", ": while executing", " (line "} {
		text, _, _ = strings.Cut(text, frame)
	}
	return strings.TrimRight(text, ":. ") + hint
}
