package screen

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/present"
	"regulars/schema/ledger"
)

// Preview draws how many a campaign would reach, by which channel, and who not and
// why, and returns how many it would reach.
func Preview(out io.Writer, lines []ledger.BooksLine) (reached uint64) {
	var audience, left uint64
	t := NewTable(out, "channel", "members", "")
	t.SetColumnConfigs(Right(2))
	for _, line := range lines {
		audience += line.Members
		name := line.Channel
		if name == "" {
			name = Faint.Sprint("none")
		}
		text := why(line.State, line.Reason)
		switch line.State {
		case ledger.DeliveryPlanned:
			reached += line.Members
			text = Good.Sprint("to be sent")
		case ledger.DeliveryExcluded:
			left += line.Members
		}
		t.AppendRow(table.Row{name, present.Whole(line.Members), text})
	}
	fmt.Fprintf(out, "audience %s, %s left out\n\n", present.Whole(audience), present.Whole(left))
	t.Render()
	return reached
}
