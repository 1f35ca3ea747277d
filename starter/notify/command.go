package notify

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/notice"
	"regulars/schema/notices"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// New returns the commands about notifications.
func New(s *session.Session) *cobra.Command {
	c := &cobra.Command{
		Use:     "notify",
		Short:   "Send a test notification, and list what was sent to whom",
		Example: "  go run ./starter notify test\n  go run ./starter notify list",
	}
	c.AddCommand(test(s), list(s))
	return c
}

func test(s *session.Session) *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:   "test",
		Short: "Send every recipient a test, from this machine",

		Example: "  go run ./starter notify test",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			tried, err := notice.Test(cmd.Context(), brand, to)
			if err != nil {
				return err
			}
			return shown(cmd.OutOrStdout(), tried)
		},
	}
	c.Flags().StringVar(&to, "to", "", "the `name` of one recipient; default all")
	return c
}

// shown writes what came of the tests, and returns an error where one was not handed over.
func shown(out io.Writer, tried []notice.Tried) error {
	failed := 0
	for _, t := range tried {
		if t.Err != nil {
			failed++
			fmt.Fprintf(out, "%s %s (%s): %v\n", screen.Bad.Sprint("✗"), t.Recipient, t.Way, t.Err)
			continue
		}
		fmt.Fprintf(out, "%s %s (%s): handed over\n", screen.Good.Sprint("✓"), t.Recipient, t.Way)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d recipients can't be notified", failed, len(tried))
	}
	return nil
}

func list(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the newest notifications, and why some failed",

		Example: "  go run ./starter notify list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			db, err := session.OpenClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			all, err := notices.Newest(cmd.Context(), db, brand.Name, listed)
			if err != nil {
				return err
			}
			Table(cmd.OutOrStdout(), brand, all)
			return nil
		},
	}
}

// listed is how many notifications a list shows.
const listed = 40

// Table writes notifications, the newest first.
func Table(out io.Writer, brand *config.Brand, all []notices.Notice) {
	if len(all) == 0 {
		fmt.Fprintln(out, screen.Faint.Sprint("nobody was notified of anything yet"))
		return
	}
	t := screen.NewTable(out, "at", "about", "to", "")
	t.SetColumnConfigs([]table.ColumnConfig{screen.Wrap(2, 48), screen.Wrap(4, 48)})
	for _, n := range all {
		state := screen.Good.Sprint("✓ sent")
		if n.State == notices.Failed {
			state = screen.Bad.Sprintf("✗ not sent, %d tries: ", n.Tries) + n.Detail
		}
		t.AppendRow(table.Row{n.At.In(brand.Zone).Format("Mon 02 Jan 15:04"), n.Matter, n.Recipient, state})
	}
	t.Render()
}
