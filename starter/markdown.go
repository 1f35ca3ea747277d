package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
)

// showMarkdown draws what Temporal UI shows as Markdown: headings, lists and
// tables.
func showMarkdown(out io.Writer, text string) {
	var rows []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "|") {
			rows = append(rows, line)
			continue
		}
		showMarkdownTable(out, rows)
		rows = nil
		if heading := strings.TrimLeft(line, "#"); heading != line {
			line = bold.Sprint(strings.TrimSpace(heading))
		}
		fmt.Fprintln(out, strings.NewReplacer("**", "", "`", "").Replace(line))
	}
	showMarkdownTable(out, rows)
}

func showMarkdownTable(out io.Writer, rows []string) {
	if len(rows) < 2 {
		return
	}
	t := newTable(out, cells(rows[0])...)
	var rights []int
	for i, rule := range cells(rows[1]) {
		if strings.HasSuffix(rule, ":") {
			rights = append(rights, i+1)
		}
	}
	t.SetColumnConfigs(right(rights...))
	for _, row := range rows[2:] {
		var r table.Row
		for _, cell := range cells(row) {
			r = append(r, cell)
		}
		t.AppendRow(r)
	}
	t.Render()
}

func cells(row string) []string {
	parts := strings.Split(strings.Trim(row, "|"), "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
