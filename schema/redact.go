package schema

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	chproto "github.com/ClickHouse/ch-go/proto"

	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// values are what ClickHouse's errors repeat of the data: in quotes of both
// kinds, or behind the word here or uuid.
var values = []struct {
	text *regexp.Regexp
	left string
}{
	{regexp.MustCompile(`'(?:[^'\\]|\\.)*'`), "'…'"},
	{regexp.MustCompile(`"(?:[^"\\]|\\.)*"`), `"…"`},
	{regexp.MustCompile(`( here:| uuid) .*?(: Cannot |: In scope |: While |$)`), "$1 …$2"},
	{regexp.MustCompile(`[^\s"'<>@]+@[^\s"'<>@]+`), "…"},
}

// Redact takes the values out of ClickHouse's errors, which repeat data: an
// address or a name must not reach a log or Temporal. Only the first line is
// kept, since those behind it show rows; the code stays.
func Redact(err error) error {
	var exception *proto.Exception
	if !errors.As(err, &exception) {
		return err
	}
	text, _, _ := strings.Cut(exception.Message, "\n")
	for _, v := range values {
		text = v.text.ReplaceAllString(text, v.left)
	}
	if len(text) > 600 {
		text = text[:600] + "…"
	}
	return &Error{Code: chproto.Error(exception.Code), Name: exception.Name, Message: text}
}

// Error is what ClickHouse answered, without the values it quotes.
type Error struct {
	Code    chproto.Error
	Name    string
	Message string
}

func (e *Error) Error() string {
	return fmt.Sprintf("clickhouse %d %s: %s", e.Code, e.Name, e.Message)
}
