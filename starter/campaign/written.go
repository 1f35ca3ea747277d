package campaign

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/config/document"
	"regulars/config/written"
	"regulars/deliver"
	"regulars/schema"
	"regulars/schema/studio"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func campaignList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the campaigns: whether each lives in the file or on the console, and its versions there",
		Example: "  go run ./starter campaign list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withDatabase(cmd, s, func(cfg *config.Config, brand *config.Brand, db *schema.DB) error {
				versions, err := studio.Campaigns.Versions(cmd.Context(), db, brand.Name, "")
				if err != nil {
					return err
				}
				return list(cmd.OutOrStdout(), cfg.Path, brand, studio.ByName(versions))
			})
		},
	}
}

func list(out io.Writer, path string, brand *config.Brand, console []studio.Written) error {
	t := screen.NewTable(out, "campaign", "lives in", "sent", "last change", "")
	for i := range brand.Campaigns {
		sent := "as it stands"
		if brand.Campaigns[i].Paused {
			sent = "paused"
		}
		if slices.ContainsFunc(console, func(c studio.Written) bool { return c.Name == brand.Campaigns[i].Name && c.Live != nil }) {
			sent = "nothing: it is in both places"
		}
		t.AppendRow(table.Row{brand.Campaigns[i].Name, path, sent})
	}
	for _, c := range console {
		if c.Newest.Gone() {
			continue
		}
		sent := "nothing yet"
		if c.Live != nil {
			sent = fmt.Sprintf("version %d, approved by %s", c.Live.Number, c.Live.Reviewer)
		}
		change, waits := fmt.Sprintf("version %d by %s, %s", c.Newest.Number, c.Newest.By, c.Newest.At.In(brand.Zone).Format("2006-01-02 15:04")), ""
		switch {
		case c.Newest.Verdict == studio.Rejected:
			waits = "rejected by " + c.Newest.Reviewer
		case c.Newest.Verdict == "":
			waits = "waits for approval"
		}
		t.AppendRow(table.Row{c.Name, "the console", sent, change, waits})
	}
	t.Render()
	return nil
}

func campaignExport(s *session.Session) *cobra.Command {
	var file, note string
	var version int
	var remove bool
	c := &cobra.Command{
		Use:   "export CAMPAIGN",
		Short: "Write a campaign as YAML, as it stands in the file or on the console",
		Long: `Writes a campaign as it would stand under campaigns of the brand. Of a campaign of the
console it is the approved version, or the newest where none is approved. With --remove the
campaign leaves the console, so that the file can have it.`,
		Example: "  go run ./starter campaign export wake-up --out wake-up.yaml\n  go run ./starter campaign export wake-up --out wake-up.yaml --remove --note 'back to git'",
		Args:    session.OneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withDatabase(cmd, s, func(cfg *config.Config, brand *config.Brand, db *schema.DB) error {
				x := export{cmd, cfg, brand, db, file, note, version, remove}
				return x.run(args[0])
			})
		},
	}
	c.Flags().StringVar(&file, "out", "", "the `file` to write; default the screen")
	c.Flags().IntVar(&version, "version", 0, "which version of the console's; 0: the approved one, or else the newest")
	c.Flags().BoolVar(&remove, "remove", false, "take the campaign off the console")
	c.Flags().StringVar(&note, "note", "", "why, for the others")
	return c
}

// export writes one campaign.
type export struct {
	cmd        *cobra.Command
	cfg        *config.Config
	brand      *config.Brand
	db         *schema.DB
	file, note string
	version    int
	remove     bool
}

func (x export) run(name string) error {
	versions, err := studio.Campaigns.Versions(x.cmd.Context(), x.db, x.brand.Name, name)
	if err != nil {
		return err
	}
	if len(versions) == 0 || versions[0].Gone() && x.version == 0 {
		return x.ofFile(name)
	}
	chosen, err := x.choose(versions)
	if err != nil {
		return err
	}
	if err := x.write(chosen.Document); err != nil {
		return err
	}
	notes := x.cmd.ErrOrStderr()
	if !x.remove {
		fmt.Fprintf(notes, "version %d of %s, which stays on the console: to move it, write it under campaigns of the brand %s in %s, and take it off the console with --remove\n", chosen.Number, name, x.brand.Name, x.cfg.Path)
		return nil
	}
	if _, err := studio.Campaigns.Save(x.cmd.Context(), x.db, x.brand.Name, studio.Version{Name: name, By: person(), Note: x.note}, versions[0].Number); err != nil {
		return err
	}
	fmt.Fprintf(notes, "version %d of %s, which left the console: write it under campaigns of the brand %s in %s, else nothing of it is sent from now on\n", chosen.Number, name, x.brand.Name, x.cfg.Path)
	return nil
}

func (x export) choose(versions []studio.Version) (studio.Version, error) {
	if x.version == 0 {
		if live := studio.Live(versions); live != nil {
			return *live, nil
		}
		return versions[0], nil
	}
	for _, v := range versions {
		if int(v.Number) == x.version && !v.Gone() {
			return v, nil
		}
	}
	return studio.Version{}, fmt.Errorf("--version: the campaign %s has no version %d: its newest is %d", versions[0].Name, x.version, versions[0].Number)
}

// ofFile writes a campaign of the config's file.
func (x export) ofFile(name string) error {
	if x.remove {
		return fmt.Errorf("--remove: the console has no campaign %s: `starter campaign list` shows where each lives", name)
	}
	if _, err := x.brand.Campaign(name); err != nil {
		return err
	}
	c, err := written.OfFile(x.cfg.Path, x.brand.Name, name)
	if err != nil {
		return err
	}
	text, err := written.YAML(c)
	if err != nil {
		return err
	}
	if err := x.write(text); err != nil {
		return err
	}
	fmt.Fprintf(x.cmd.ErrOrStderr(), "%s stands in %s: to move it to the console, `starter campaign import`, remove it from the file, and approve it on the console\n", name, x.cfg.Path)
	return nil
}

func (x export) write(text string) error {
	if x.file == "" {
		_, err := io.WriteString(x.cmd.OutOrStdout(), text)
		return err
	}
	if err := os.WriteFile(x.file, []byte(text), 0o600); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}

func campaignImport(s *session.Session) *cobra.Command {
	var note string
	var approve bool
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take a campaign to the console, as a new version",
		Long: `Takes the one campaign of a YAML file, as ` + "`campaign export`" + ` writes it, to the console. It is
a new version there, which takes effect when it is approved: on the console, or by --approve.
A campaign lives in one place, so one that stands in the config's file is approved only when
it was removed there.`,
		Example: "  go run ./starter campaign import wake-up.yaml --note 'marketing writes it from now on'\n  go run ./starter campaign import wake-up.yaml --approve",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withDatabase(cmd, s, func(cfg *config.Config, brand *config.Brand, db *schema.DB) error {
				return runImport(cmd, cfg, brand, db, args[0], note, approve)
			})
		},
	}
	c.Flags().StringVar(&note, "note", "", "what changed, for the others")
	c.Flags().BoolVar(&approve, "approve", false, "let it take effect at once")
	return c
}

func runImport(cmd *cobra.Command, cfg *config.Config, brand *config.Brand, db *schema.DB, file, note string, approve bool) error {
	ctx := cmd.Context()
	text, err := document.ReadFile(file, studio.MaxDocument)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	check := studio.CheckSaved
	if approve {
		check = studio.Check
	}
	whole, campaign, err := check(ctx, db, brand, file, string(text))
	if err == nil {
		err = deliver.Compiles(whole, &campaign)
	}
	if err != nil {
		return err
	}
	if approve && studio.InFile(brand, campaign.Name) {
		return fmt.Errorf("--approve: %s stands in %s, too: remove it there first", campaign.Name, cfg.Path)
	}
	versions, err := studio.Campaigns.Versions(ctx, db, brand.Name, campaign.Name)
	if err != nil {
		return err
	}
	base := uint32(0)
	if len(versions) > 0 {
		base = versions[0].Number
	}
	v := studio.Version{Name: campaign.Name, Document: string(text), By: person(), Note: note}
	if v.Number, err = studio.Campaigns.Save(ctx, db, brand.Name, v, base); errors.Is(err, studio.ErrMeanwhile) {
		return fmt.Errorf("%s: %w: look at it on the console, and import again", file, err)
	}
	if err != nil {
		return err
	}
	if !approve {
		fmt.Fprintf(cmd.OutOrStdout(), "%s is on the console as version %d, and waits there for approval\n", v.Name, v.Number)
		if studio.InFile(brand, v.Name) {
			fmt.Fprintf(cmd.OutOrStdout(), "it goes on as %s has it: remove it there before the console's is approved\n", cfg.Path)
		}
		return nil
	}
	err = studio.Campaigns.Say(ctx, db, brand.Name, studio.Review{Name: v.Name, Number: v.Number, Mark: v.Mark(), Verdict: studio.Approved, By: v.By, Note: note})
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "%s is on the console as version %d, approved: the next night plans with it\n", v.Name, v.Number)
	}
	return err
}

// withDatabase calls run with the brand of the file and the database.
func withDatabase(cmd *cobra.Command, s *session.Session, run func(*config.Config, *config.Brand, *schema.DB) error) error {
	cfg, brand, err := s.Brand()
	if err != nil {
		return err
	}
	db, err := session.OpenClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return run(cfg, brand, db)
}
