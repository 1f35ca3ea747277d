package workflows

import (
	"fmt"
	"strings"

	"regulars/activities"
)

// panel is the Markdown that Temporal UI shows of a workflow, as it grows.
type panel struct{ strings.Builder }

func (p *panel) printf(format string, values ...any) { p.WriteString(fmt.Sprintf(format, values...)) }

// loadTable returns what a pull loaded, in Markdown.
func loadTable(loads []activities.LoadResult) string {
	if len(loads) == 0 {
		return ""
	}
	var b panel
	b.WriteString("\n| shop | what | platform | received | stored | rejected | |\n| --- | --- | ---: | ---: | ---: | ---: | --- |\n")
	for _, l := range loads {
		remark := ""
		if l.Unchanged {
			remark = "unchanged"
		}
		b.printf("| %s | %s | %s | %d | %d | %d | %s |\n", l.Shop, l.Entity, platformCount(l.Platform), l.Received, l.Stored, l.Rejected, remark)
	}
	return b.String()
}

func platformCount(n *uint64) string {
	if n == nil {
		return "can't count"
	}
	return fmt.Sprint(*n)
}

// list makes Markdown items of sentences.
func list(title string, sentences []string) string {
	if len(sentences) == 0 {
		return ""
	}
	return "\n**" + title + "**\n\n- " + strings.Join(sentences, "\n- ") + "\n"
}
