package written

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

// emit writes the one item of a list; with blocks, long texts stand on lines of their own.
func emit(list string, tree yaml.MapSlice, blocks bool) string {
	w := &emitter{blocks: blocks}
	w.line(list + ":")
	w.list([]any{tree}, 2)
	return w.String()
}

type emitter struct {
	strings.Builder
	blocks bool
}

func (w *emitter) line(text string) { w.WriteString(text + "\n") }

// block writes the keys of a block; the first one goes on where lead ends.
func (w *emitter) block(tree yaml.MapSlice, indent int, lead string) {
	for _, entry := range tree {
		w.WriteString(lead)
		lead = strings.Repeat(" ", indent)
		w.WriteString(keyText(fmt.Sprint(entry.Key)) + ":")
		w.value(entry.Value, indent)
	}
}

func (w *emitter) value(v any, indent int) {
	switch v := v.(type) {
	case yaml.MapSlice:
		if len(v) == 0 {
			w.line(" {}")
			return
		}
		w.line("")
		w.block(v, indent+2, strings.Repeat(" ", indent+2))
	case []any:
		if flow, is := flowOf(v); is {
			w.line(" " + flow)
			return
		}
		w.line("")
		w.list(v, indent+2)
	case string:
		if text, is := blockOf(v, indent+2); is && w.blocks {
			w.line(" " + text)
			return
		}
		w.line(" " + scalar(v))
	default:
		w.line(fmt.Sprint(" ", v))
	}
}

func (w *emitter) list(items []any, indent int) {
	for _, item := range items {
		lead := strings.Repeat(" ", indent) + "- "
		switch v := item.(type) {
		case yaml.MapSlice:
			if len(v) == 0 {
				w.line(lead + "{}")
				continue
			}
			w.block(v, indent+2, lead)
		case string:
			w.line(lead + scalar(v))
		default:
			w.line(lead + fmt.Sprint(v))
		}
	}
}

// flowOf writes a list of a few plain words in one line.
func flowOf(items []any) (string, bool) {
	words := make([]string, len(items))
	for i, item := range items {
		text, is := item.(string)
		if words[i] = scalar(text); !is || words[i] != text || strings.Contains(text, " ") {
			return "", false
		}
	}
	line := "[" + strings.Join(words, ", ") + "]"
	return line, len(line) <= 100
}

var (
	plain  = regexp.MustCompile(`^[0-9]+[dhms]$|^[\p{L}_][\p{L}\p{N}_./-]*( [\p{L}\p{N}_./()<>=-]+)*$`)
	noText = regexp.MustCompile(`^(?i:null|true|false|yes|no|on|off|y|n)$`)
	key    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
)

func keyText(text string) string {
	if key.MatchString(text) {
		return text
	}
	return quote(text)
}

// scalar writes a text in one line: as it is where YAML takes it for nothing else.
func scalar(text string) string {
	if plain.MatchString(text) && !noText.MatchString(text) {
		return text
	}
	return quote(text)
}

func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// blockOf writes a text of several lines as a block; false for one that a block can't hold.
func blockOf(text string, indent int) (string, bool) {
	body, ends := strings.CutSuffix(text, "\n")
	if !strings.Contains(text, "\n") || body == "" || strings.HasPrefix(body, " ") || strings.HasPrefix(body, "\n") || strings.HasSuffix(body, "\n") || strings.ContainsAny(text, "\r\t") {
		return "", false
	}
	lines := []string{"|"}
	if !ends {
		lines[0] = "|-"
	}
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" {
			line = strings.Repeat(" ", indent) + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n"), true
}
