package panel

import (
	"fmt"
	"strings"

	"regulars/activities"
	"regulars/present"
)

// Text is the Markdown that Temporal UI shows of a workflow, as it grows.
type Text struct{ strings.Builder }

// Printf adds to it.
func (p *Text) Printf(format string, values ...any) { p.WriteString(fmt.Sprintf(format, values...)) }

// Loads returns what a pull loaded, in Markdown.
func Loads(loads []activities.LoadResult) string {
	if len(loads) == 0 {
		return ""
	}
	t := present.Table{Head: []string{"shop", "what", "platform", "received", "stored", "rejected", ""}, Align: "llrrrrl"}
	for _, l := range loads {
		remark := ""
		if l.Unchanged {
			remark = "unchanged"
		}
		t.Rows = append(t.Rows, []string{
			l.Shop, l.Entity, platformCount(l.Platform), present.Whole(l.Received), present.Whole(l.Stored), present.Whole(l.Rejected), remark,
		})
	}
	return "\n" + t.Markdown()
}

func platformCount(n *uint64) string {
	if n == nil {
		return "can't count"
	}
	return present.Whole(*n)
}

// List makes Markdown items of sentences; nothing of none.
func List(title string, sentences []string) string {
	if len(sentences) == 0 {
		return ""
	}
	return "\n**" + title + "**\n\n- " + strings.Join(sentences, "\n- ") + "\n"
}
