package main

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"regulars/present"
	"regulars/schema/metric"
)

const intro = `# The numbers

Every number that a night computes, with its definition. Generated from the headers of [schema/metric/numbers](../schema/metric/numbers)
by ` + "`go generate ./docs`" + `; a test fails when this page is old.

` + "`starter kpi --explain METRIC`" + ` prints the same with every value that was ever published, ` + "`starter kpi --orders METRIC --out FILE`" + `
exports the orders behind it, which add up to it ([engineer.md](engineer.md)).

| word | meaning |
| --- | --- |
| ` + "`<name>`" + ` | stands for a word: ` + "`stage_<name>`" + ` is ` + "`stage_active`" + ` |
| better | which movement is welcome, and green: more, less, or neither |
| scope | of what: the brand, ` + "`shop:web`" + `, ` + "`campaign:wake-up/channel:edm`" + ` … |
| window | the days that end on the date: day, 7d, 28d, 90d, 365d; the month or year so far; asof: all up to it |
| restated | which dates a changed order touches: *windows* those whose window holds it, *twice* also the window after, *asof* all from its date on |
| class | how close it is to the business: core, related, or trend |
| source | of the definition, in brackets a chapter of the concept that it follows |
`

// Page returns docs/numbers.md.
func Page() ([]byte, error) {
	all, err := metric.Definitions()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(intro)
	files := filesOf(all)
	b.WriteString("\n")
	for _, f := range files {
		fmt.Fprintf(&b, "- [%s](#%s)%s\n", f.name, anchor(f.name), f.about())
	}
	for _, f := range files {
		f.write(&b)
	}
	return b.Bytes(), nil
}

// file is the metrics of one .sql file.
type file struct {
	path, name, title string
	metrics           []metric.Definition
}

func filesOf(all []metric.Definition) []file {
	var files []file
	for _, d := range all {
		if n := len(files); n == 0 || files[n-1].path != d.File {
			name, title, _ := strings.Cut(d.Title, ": ")
			files = append(files, file{path: d.File, name: name, title: title})
		}
		last := &files[len(files)-1]
		last.metrics = append(last.metrics, d)
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return files
}

func (f file) about() string {
	if f.title == "" {
		return ""
	}
	return ": " + f.title
}

func (f file) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n## %s\n\n", f.name)
	if f.title != "" {
		fmt.Fprintf(b, "%s%s. ", strings.ToUpper(f.title[:1]), f.title[1:])
	}
	fmt.Fprintf(b, "[%s](../%s)\n", path.Base(f.path), f.path)
	for rest := f.metrics; len(rest) > 0; {
		n := 1
		for n < len(rest) && same(rest[0], rest[n]) {
			n++
		}
		writeEntry(b, rest[:n])
		rest = rest[n:]
	}
}

// same reports whether the same is said of two metrics.
func same(a, b metric.Definition) bool { return said(a) == said(b) }

func said(d metric.Definition) string {
	return fmt.Sprint(d.Defined, "|", d.Source, d.Counts(), d.Class, d.Scopes, d.Windows, d.Restates, better(d))
}

// writeEntry writes metrics of which the same is said.
func writeEntry(b *bytes.Buffer, metrics []metric.Definition) {
	var names []string
	for _, d := range metrics {
		name := "`" + d.Metric + "`"
		if chinese := present.Chinese.Metric(d.Metric); chinese != d.Metric {
			name += " " + chinese
		}
		names = append(names, name)
	}
	d := metrics[0]
	fmt.Fprintf(b, "\n**%s**: %s.\n\n", strings.Join(names, ", "), strings.TrimRight(text(d.Defined), ". "))
	fmt.Fprintf(b, "- unit: %s; better: %s; class: %s; source: %s\n", d.Counts(), better(d), d.Class, text(d.Source))
	fmt.Fprintf(b, "- scopes: %s; windows: %s; restated: %s\n", code(d.Scopes), code(d.Windows), d.Restates)
}

// better is the welcome direction, with the values of the name that have another.
func better(d metric.Definition) string {
	return strings.Join(append([]string{string(d.Better(d.Metric))}, d.Exceptions()...), ", ")
}

func code[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = "`" + string(w) + "`"
	}
	return strings.Join(texts, " ")
}

// text is a text of a header as Markdown, in which < and brackets mean something.
func text(s string) string {
	return strings.NewReplacer("<", `\<`, "[", `\[`, "]", `\]`, "|", `\|`, "*", `\*`).Replace(strings.Join(strings.Fields(s), " "))
}

// anchor is the link of a heading, as GitHub makes it.
func anchor(heading string) string {
	return strings.ReplaceAll(strings.ToLower(heading), " ", "-")
}
