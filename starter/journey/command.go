package journey

import (
	"context"
	"fmt"
	"io"
	"os/user"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/schema"
	"regulars/schema/studio"
	"regulars/schema/walk"
	"regulars/starter/session"
)

// New returns the commands about journeys.
func New(s *session.Session) *cobra.Command {
	c := &cobra.Command{
		Use:     "journey",
		Short:   "Show journeys and who stands where, preview and replay them, pause, resume or end one, move or remove a member, take one to the console",
		Example: "  go run ./starter journey show welcome\n  go run ./starter journey preview welcome",
	}
	c.AddCommand(list(s), show(s), results(s), who(s), previewed(s), replayed(s), move(s), remove(s), exported(s), imported(s))
	c.AddCommand(decisions(s)...)
	return c
}

// asked is what a command about one journey works with.
type asked struct {
	brand   *config.Brand
	journey *journey.Journey
	waiting []string // campaigns of its steps that nobody has approved on the console
	db      *schema.DB
	walker  *walk.Walker
	out     io.Writer
}

// with calls run with the journey of a name.
func with(cmd *cobra.Command, s *session.Session, name string, run func(context.Context, asked) error) error {
	_, brand, err := s.Brand()
	if err != nil {
		return err
	}
	db, err := session.OpenClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	whole, err := studio.Brand(cmd.Context(), db, brand)
	if err != nil {
		return err
	}
	brand = whole.Brand
	j, err := find(brand, name)
	if err != nil {
		return err
	}
	return run(cmd.Context(), asked{brand, j, whole.Waiting[j.Name], db, walk.New(db, brand, j), cmd.OutOrStdout()})
}

// find returns the journey of a name. The error names the nearest one.
func find(brand *config.Brand, name string) (*journey.Journey, error) {
	var names []string
	for i := range brand.Journeys {
		if brand.Journeys[i].Name == name {
			return &brand.Journeys[i], nil
		}
		names = append(names, brand.Journeys[i].Name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("brand %s has no journeys: write them under its key journeys, or on the console", brand.Name)
	}
	return nil, fmt.Errorf("brand %s has no journey %q: %s", brand.Name, name, config.Suggest(name, names))
}

func one(use, short, example string, run func(cmd *cobra.Command, name string) error) *cobra.Command {
	return &cobra.Command{
		Use: use + " JOURNEY", Short: short, Example: "  go run ./starter journey " + example, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd, args[0]) },
	}
}

func list(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the journeys with how many are in them", Args: cobra.NoArgs, Example: "  go run ./starter journey list",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withDatabase(cmd, s, func(m moving) error {
				whole, err := studio.Brand(cmd.Context(), m.db, m.brand)
				if err != nil {
					return err
				}
				return listed(cmd.Context(), m.out, m.db, whole)
			})
		},
	}
}

func show(s *session.Session) *cobra.Command {
	return one("show", "Show a journey as a picture: its steps, who stands there, who left and why", "show welcome", func(cmd *cobra.Command, name string) error {
		return with(cmd, s, name, shown)
	})
}

func who(s *session.Session) *cobra.Command {
	var step string
	most := 20
	c := one("who", "List members who stand on a step, those first who are there longest", "who welcome --step care", func(cmd *cobra.Command, name string) error {
		return with(cmd, s, name, func(ctx context.Context, a asked) error { return standing(ctx, a, step, most) })
	})
	c.Flags().StringVar(&step, "step", "", "the `name` of the step; "+journey.KeptOut+" for those who get nothing")
	c.Flags().IntVar(&most, "most", most, "list at most so many")
	return c
}

func previewed(s *session.Session) *cobra.Command {
	var date string
	c := one("preview", "Say who would come in, move on and leave on a date; nothing happens", "preview welcome", func(cmd *cobra.Command, name string) error {
		return with(cmd, s, name, func(ctx context.Context, a asked) error {
			d, err := session.DateOr(date, a.brand)
			if err != nil {
				return err
			}
			return preview(ctx, a, d)
		})
	})
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	return c
}

func replayed(s *session.Session) *cobra.Command {
	var from, to string
	var every int
	c := one("replay", "Walk the past as the journey is now: who would have come in and gone which way; nothing happens", "replay welcome --from 2026-11-01 --to 2026-11-30",
		func(cmd *cobra.Command, name string) error {
			first, err := regulars.ParseBusinessDate(from)
			if err != nil {
				return fmt.Errorf("--from: %w", err)
			}
			last, err := regulars.ParseBusinessDate(to)
			if err != nil {
				return fmt.Errorf("--to: %w", err)
			}
			return with(cmd, s, name, func(ctx context.Context, a asked) error {
				return replay(ctx, a, walk.Past{From: first, To: last, Every: every})
			})
		})
	c.Flags().StringVar(&from, "from", "", "the first business `date`")
	c.Flags().StringVar(&to, "to", "", "the last business `date`")
	c.Flags().IntVar(&every, "every", 1, "walk only each so manieth `night`, which is quicker; waits end, and people come in, up to so many days later; a journey that goes on between the nights walks each")
	return c
}

func move(s *session.Session) *cobra.Command {
	var h byHand
	c := one("move", "Move a member to a later step", "move welcome --member ID --to offer --note 'asked for it'", func(cmd *cobra.Command, name string) error {
		if h.to == "" {
			return fmt.Errorf("--to is missing: name the step; `starter journey remove %s` takes a member out", name)
		}
		return with(cmd, s, name, h.move)
	})
	h.flags(c)
	c.Flags().StringVar(&h.to, "to", "", "the `step`")
	return c
}

func remove(s *session.Session) *cobra.Command {
	var h byHand
	c := one("remove", "Take a member out of a journey", "remove welcome --member ID --note 'called us'", func(cmd *cobra.Command, name string) error {
		return with(cmd, s, name, h.move)
	})
	h.flags(c)
	return c
}

// byHand is what a person decides of a member.
type byHand struct{ member, to, note string }

func (h *byHand) flags(c *cobra.Command) {
	c.Flags().StringVar(&h.member, "member", "", "the `id` of the member, as a report, an export or a table has it")
	c.Flags().StringVar(&h.note, "note", "", "why, for the others")
}

// person returns who runs the command, as the machine knows them.
func person() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "the command line"
}
