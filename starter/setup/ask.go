package setup

import (
	"bufio"
	"fmt"
	"io"
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
	q.ask("Where it sells: "+strings.Join(platforms, ", "), &a.Platform, d.Platform)
	if a.Platform != "file" {
		q.ask("The shop's address, with https://", &a.URL, "")
	} else {
		q.ask("The files of its orders: a path, or a pattern such as sales/*.csv", &a.Feed, "")
		if len(a.Columns) == 0 {
			q.ask("Which export they are, if it is one of "+strings.Join(presets.Names(), ", "), &a.Preset, "none")
		}
		if a.Preset == "none" {
			a.Preset = ""
		}
		q.columns(&a)
	}
	if len(a.Channels) == 0 {
		var channels string
		q.ask("The channels to reach members by, if any: edm, sms, line", &channels, "none")
		if channels != "none" {
			a.Channels = strings.FieldsFunc(channels, func(r rune) bool { return r == ',' || r == ' ' })
		}
	}
	return a, q.in.Err()
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

// columns asks for the columns without which there is no order, and the one that most
// files know people by.
func (q *questions) columns(a *Answers) {
	if len(a.Columns) > 0 || a.Preset != "" {
		return
	}
	a.Columns = map[string]string{}
	for _, c := range []struct{ name, question, otherwise string }{
		{"order_id", "The column of the order's number", "order_id"},
		{"placed_at", "The column of when it was placed", "placed_at"},
		{"amount", "The column of its amount", "amount"},
		{"phone", "The column of the customer's phone, or none", "none"},
	} {
		var column string
		q.ask(c.question, &column, c.otherwise)
		if column != "none" {
			a.Columns[c.name] = column
		}
	}
}
