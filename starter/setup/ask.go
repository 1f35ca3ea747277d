package setup

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"strings"

	"regulars/config/presets"
)

// Ask completes answers with those of a person; what is given already isn't asked. An
// empty line takes what stands in brackets.
func Ask(in io.Reader, out io.Writer, a Answers) (Answers, error) {
	q := &questions{in: bufio.NewScanner(in), out: out}
	d := Answers{}.withDefaults()
	q.ask("The brand's name, of a-z, 0-9, - and _", &a.Brand, d.Brand)
	q.ask("Its time zone", &a.Timezone, d.Timezone)
	q.ask("Its currency", &a.Currency, d.Currency)
	q.ask("The language of its reports: en or zh-Hant", &a.Language, d.Language)
	q.shop(&a.Shop, "")
	if len(a.Channels) == 0 {
		var channels string
		q.ask("The channels to reach members by, if any: edm, sms, line", &channels, "none")
		if channels != "none" {
			a.Channels = strings.FieldsFunc(channels, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	return a, q.in.Err()
}

// AskShop completes what is known of a shop with the answers of a person.
func AskShop(in io.Reader, out io.Writer, s Shop) (Shop, error) {
	q := &questions{in: bufio.NewScanner(in), out: out}
	q.shop(&s, "The shop's name, of a-z, 0-9, - and _")
	return s, q.in.Err()
}

type questions struct {
	in  *bufio.Scanner
	out io.Writer
}

func (q *questions) ask(question string, answer *string, otherwise string) {
	if *answer != "" {
		return
	}
	fmt.Fprint(q.out, question)
	if otherwise != "" {
		fmt.Fprintf(q.out, " [%s]", otherwise)
	}
	fmt.Fprint(q.out, ": ")
	if q.in.Scan() {
		*answer = strings.TrimSpace(q.in.Text())
	}
	if *answer == "" {
		*answer = otherwise
	}
}

// shop asks where a brand sells; for the shop's name if there is a question for it.
func (q *questions) shop(s *Shop, name string) {
	q.ask("Where it sells: "+strings.Join(platforms(), ", "), &s.Platform, filePlatform)
	if name != "" {
		q.ask(name, &s.Name, s.withDefaults().Name)
	}
	for _, setting := range asked(s.Platform) {
		value := s.Settings[setting.Key]
		q.ask(fmt.Sprintf("Its %s (%s), such as %s", setting.Key, setting.Comment, setting.Example), &value, "")
		s.Settings = with(s.Settings, setting.Key, value)
	}
	if s.Platform != filePlatform {
		return
	}
	q.ask("The files of its orders: a path, or a pattern such as sales/*.csv", &s.Feed, "")
	if len(s.Columns) == 0 {
		q.ask("Which export they are, if it is one of "+strings.Join(presets.Names(), ", "), &s.Preset, "none")
	}
	if s.Preset == "none" {
		s.Preset = ""
	}
	q.columns(s)
}

// with returns the settings with one more.
func with(settings map[string]string, key, value string) map[string]string {
	more := map[string]string{key: value}
	maps.Copy(more, settings)
	if value != "" {
		more[key] = value
	}
	return more
}

// columns asks for the columns without which there is no order, and the one that most
// files know people by.
func (q *questions) columns(s *Shop) {
	if len(s.Columns) > 0 || s.Preset != "" {
		return
	}
	s.Columns = map[string]string{}
	for _, c := range []struct{ name, question, otherwise string }{
		{"order_id", "The column of the order's number", "order_id"},
		{"placed_at", "The column of when it was placed", "placed_at"},
		{"amount", "The column of its amount", "amount"},
		{"phone", "The column of the customer's phone, or none", "none"},
	} {
		var column string
		q.ask(c.question, &column, c.otherwise)
		if column != "none" {
			s.Columns[c.name] = column
		}
	}
}
