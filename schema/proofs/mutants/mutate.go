package main

import (
	"fmt"
	"regexp"
	"strings"
)

// mutant is a file with one token changed.
type mutant struct {
	file, text string
	line       int
	from, to   string
}

func (m mutant) String() string { return fmt.Sprintf("%s:%d  %s → %s", m.file, m.line, m.from, m.to) }

// changes are tokens and what becomes of them. The longer operators stand first.
var changes = []struct {
	token *regexp.Regexp
	into  string
}{
	{regexp.MustCompile(` <= `), " < "},
	{regexp.MustCompile(` >= `), " > "},
	{regexp.MustCompile(` < `), " <= "},
	{regexp.MustCompile(` > `), " >= "},
	{regexp.MustCompile(` != `), " = "},
	{regexp.MustCompile(` = `), " != "},
	{regexp.MustCompile(` FINAL\b`), ""},
	{regexp.MustCompile(`\bLEFT JOIN\b`), "INNER JOIN"},
	{regexp.MustCompile(`\bUNION ALL\b`), "UNION DISTINCT"},
	{regexp.MustCompile(`\bAND NOT\b`), "AND"},
	{regexp.MustCompile(`\bmin\(`), "max("},
	{regexp.MustCompile(`\bmax\(`), "min("},
	{regexp.MustCompile(`\bargMax\(`), "argMin("},
	{regexp.MustCompile(`\bgreatest\(`), "least("},
	{regexp.MustCompile(`\bleast\(`), "greatest("},
	{regexp.MustCompile(`\buniqExact\(`), "count("},
	{regexp.MustCompile(`\b28\b`), "27"},
	{regexp.MustCompile(`\b90\b`), "91"},
	{regexp.MustCompile(`\b365\b`), "364"},
	{regexp.MustCompile(` - 1\b`), ""},
	{regexp.MustCompile(` \+ 1\b`), ""},
	{regexp.MustCompile(` DESC\b`), ""},
}

// condition is a line that holds a condition alone, which can be dropped. Those
// that only choose the brand's rows are dropped too: brands share tables.
var condition = regexp.MustCompile(`^\s+AND [^()]*(?:\([^()]*\)[^()]*)*$`)

var quoted = regexp.MustCompile(`'[^']*'`)

// mutate lists a file's mutants. Comments and quoted texts stay as they are.
func mutate(file, text string) []mutant {
	var all []mutant
	lines := strings.Split(text, "\n")
	inHeader := false
	for i, line := range lines {
		if strings.HasPrefix(line, "/*") {
			inHeader = true
		}
		code := codeOf(line)
		if !inHeader {
			for _, changed := range mutateLine(code, line) {
				all = append(all, mutant{
					file: file, line: i + 1, from: strings.TrimSpace(line), to: strings.TrimSpace(changed), text: with(lines, i, changed),
				})
			}
		}
		if strings.Contains(line, "*/") {
			inHeader = false
		}
	}
	return all
}

func mutateLine(code, line string) []string {
	var changed []string
	for _, c := range changes {
		for _, at := range c.token.FindAllStringIndex(code, -1) {
			changed = append(changed, line[:at[0]]+c.into+line[at[1]:])
		}
	}
	if condition.MatchString(code) && !strings.HasSuffix(strings.TrimSpace(code), "(") {
		changed = append(changed, "")
	}
	return changed
}

// codeOf blanks what is no code, so that places in it are places in the line.
func codeOf(line string) string {
	if i := strings.Index(line, "--"); i >= 0 {
		line = line[:i]
	}
	return quoted.ReplaceAllStringFunc(line, func(text string) string { return strings.Repeat("_", len(text)) })
}

func with(lines []string, i int, line string) string {
	copied := append([]string{}, lines...)
	copied[i] = line
	return strings.Join(copied, "\n")
}
