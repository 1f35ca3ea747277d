package journey

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/config/document"
	"regulars/config/written"
	"regulars/deliver"
	"regulars/schema"
	"regulars/schema/desk"
	"regulars/schema/studio"
	"regulars/starter/session"
)

// mostText bounds a file with a journey and the campaigns of its steps.
const mostText = 16 * studio.MaxDocument

func exported(s *session.Session) *cobra.Command {
	var file, note string
	var remove bool
	c := one("export", "Write a journey and the campaigns of its steps as YAML, as they stand in the file or on the console", "export welcome --out welcome.yaml",
		func(cmd *cobra.Command, name string) error {
			return withDatabase(cmd, s, func(m moving) error {
				m.file, m.note = file, note
				return m.export(cmd.Context(), name, remove)
			})
		})
	c.Long = `Writes a journey under journeys, and what its steps send under campaigns, as they would stand in
the brand. Of those of the console it is the approved version, or the newest where none is
approved. With --remove they leave the console, so that the file can have them.`
	c.Flags().StringVar(&file, "out", "", "the `file` to write; default the screen")
	c.Flags().BoolVar(&remove, "remove", false, "take the journey and what its steps send off the console")
	c.Flags().StringVar(&note, "note", "", "why, for the others")
	return c
}

func imported(s *session.Session) *cobra.Command {
	var note string
	var approve bool
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take a journey and the campaigns of its steps to the console, as new versions",
		Long: `Takes the one journey of a YAML file, as ` + "`journey export`" + ` writes it, and the campaigns that
stand there with it, to the console. They are new versions there, which take effect when they are
approved: on the console, or by --approve. A journey lives in one place, so one that stands in the
config's file is approved only when it was removed there.`,
		Example: "  go run ./starter journey import welcome.yaml --note 'marketing writes it from now on'\n  go run ./starter journey import welcome.yaml --approve",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withDatabase(cmd, s, func(m moving) error {
				m.file, m.note = args[0], note
				return m.take(cmd.Context(), approve)
			})
		},
	}
	c.Flags().StringVar(&note, "note", "", "what changed, for the others")
	c.Flags().BoolVar(&approve, "approve", false, "let them take effect at once")
	return c
}

// moving is a journey on its way between the file and the console.
type moving struct {
	cfg        *config.Config
	brand      *config.Brand // as the file has it
	db         *schema.DB
	file, note string
	out, notes io.Writer
}

// withDatabase calls run with the brand of the file and the database.
func withDatabase(cmd *cobra.Command, s *session.Session, run func(moving) error) error {
	cfg, brand, err := s.Brand()
	if err != nil {
		return err
	}
	db, err := session.OpenClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return run(moving{cfg: cfg, brand: brand, db: db, out: cmd.OutOrStdout(), notes: cmd.ErrOrStderr()})
}

func (m moving) export(ctx context.Context, name string, remove bool) error {
	chosen, err := m.chosen(ctx, studio.Journeys, name)
	if err != nil {
		return err
	}
	if chosen == nil {
		return m.exportFile(name, remove)
	}
	j, _ := written.ReadJourney(chosen.Document)
	var documents []string
	leaving := []studio.Version{}
	for _, campaign := range j.Sends() {
		c, err := m.chosen(ctx, studio.Campaigns, campaign)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		read, ok := written.Read(c.Document)
		if !ok {
			return fmt.Errorf("the console's campaign %s can't be read: correct it there first", campaign)
		}
		document, err := written.YAML(read)
		if err != nil {
			return err
		}
		documents, leaving = append(documents, document), append(leaving, *c)
	}
	if err := m.write(chosen.Document, documents); err != nil {
		return err
	}
	if !remove {
		fmt.Fprintf(m.notes, "version %d of %s, which stays on the console: to move it, write it into the brand %s in %s, and take it off the console with --remove\n", chosen.Number, name, m.brand.Name, m.cfg.Path)
		return nil
	}
	for _, c := range leaving {
		if err := m.leave(ctx, studio.Campaigns, c.Name); err != nil {
			return err
		}
	}
	if err := m.leave(ctx, studio.Journeys, name); err != nil {
		return err
	}
	fmt.Fprintf(m.notes, "version %d of %s, which left the console with what its steps send: write them into the brand %s in %s, else nobody walks it from now on\n", chosen.Number, name, m.brand.Name, m.cfg.Path)
	return m.record(ctx, desk.JourneyDrop, name)
}

// chosen is the version of the console to write: the approved one, or else the newest; nil: it
// isn't there.
func (m moving) chosen(ctx context.Context, kind studio.Kind, name string) (*studio.Version, error) {
	versions, err := kind.Versions(ctx, m.db, m.brand.Name, name)
	if err != nil || len(versions) == 0 || versions[0].Gone() {
		return nil, err
	}
	if live := studio.Live(versions); live != nil {
		return live, nil
	}
	return &versions[0], nil
}

func (m moving) leave(ctx context.Context, kind studio.Kind, name string) error {
	versions, err := kind.Versions(ctx, m.db, m.brand.Name, name)
	if err != nil || len(versions) == 0 {
		return err
	}
	_, err = kind.Save(ctx, m.db, m.brand.Name, studio.Version{Name: name, By: person(), Note: m.note}, versions[0].Number)
	return err
}

// exportFile writes a journey of the config's file, with the campaigns there that are its own.
func (m moving) exportFile(name string, remove bool) error {
	if _, err := find(m.brand, name); err != nil {
		return err
	}
	if remove {
		return fmt.Errorf("--remove: the console has no journey %s: it stands in %s", name, m.cfg.Path)
	}
	j, err := written.JourneyOfFile(m.cfg.Path, m.brand.Name, name)
	if err != nil {
		return err
	}
	document, err := written.Journey(j)
	if err != nil {
		return err
	}
	var documents []string
	for _, campaign := range j.Sends() {
		if !studio.InFile(m.brand, campaign) {
			continue
		}
		c, err := written.OfFile(m.cfg.Path, m.brand.Name, campaign)
		if err != nil {
			return err
		}
		text, err := written.YAML(c)
		if err != nil {
			return err
		}
		documents = append(documents, text)
	}
	if err := m.write(document, documents); err != nil {
		return err
	}
	fmt.Fprintf(m.notes, "%s stands in %s: to move it to the console, `starter journey import`, remove it and its campaigns from the file, and approve them on the console\n", name, m.cfg.Path)
	return nil
}

// write writes a journey and its campaigns. A journey's text stays as somebody wrote it, unless
// the campaigns can't stand below it so.
func (m moving) write(document string, campaigns []string) error {
	text := document + written.Together(campaigns)
	if _, _, err := written.Apart("", text); err != nil {
		j, ok := written.ReadJourney(document)
		if !ok {
			return fmt.Errorf("the console's journey can't be read: correct it there first: %w", err)
		}
		if document, err = written.Journey(j); err != nil {
			return err
		}
		text = document + written.Together(campaigns)
	}
	if m.file == "" {
		_, err := io.WriteString(m.out, text)
		return err
	}
	if err := os.WriteFile(m.file, []byte(text), 0o600); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}

// piece is a document that is taken to the console.
type piece struct {
	kind   studio.Kind
	v      studio.Version
	inFile bool
}

// take saves what a file has, once all of it is right.
func (m moving) take(ctx context.Context, approve bool) error {
	pieces, err := m.read(ctx)
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if approve && p.inFile {
			return fmt.Errorf("--approve: the %s %s stands in %s, too: remove it there first", p.kind, p.v.Name, m.cfg.Path)
		}
	}
	for i := range pieces {
		if err := m.save(ctx, &pieces[i]); err != nil {
			return err
		}
	}
	for _, p := range pieces {
		if !approve {
			fmt.Fprintf(m.out, "the %s %s is on the console as version %d, and waits there for approval\n", p.kind, p.v.Name, p.v.Number)
			if p.inFile {
				fmt.Fprintf(m.out, "it goes on as %s has it: remove it there before the console's is approved\n", m.cfg.Path)
			}
			continue
		}
		review := studio.Review{Name: p.v.Name, Number: p.v.Number, Mark: p.v.Mark(), Verdict: studio.Approved, By: p.v.By, Note: m.note}
		if err := p.kind.Say(ctx, m.db, m.brand.Name, review); err != nil {
			return err
		}
		fmt.Fprintf(m.out, "the %s %s is on the console as version %d, approved: the next night goes by it\n", p.kind, p.v.Name, p.v.Number)
		if p.kind == studio.Journeys {
			if err := m.record(ctx, desk.JourneyYes, numbered(p.v)); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads the file by the rules of the brand's: the campaigns as the journey sends them.
func (m moving) read(ctx context.Context) ([]piece, error) {
	text, err := document.ReadFile(m.file, mostText)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.file, err)
	}
	one, campaigns, err := written.Apart(m.file, string(text))
	if err != nil {
		return nil, err
	}
	brand, j, err := studio.CheckJourney(ctx, m.db, m.brand, m.file, one)
	if err != nil {
		return nil, err
	}
	var pieces []piece
	for _, text := range campaigns {
		c, err := brand.ReadCampaign(m.file, []byte(text))
		if err == nil && c.Audience.Journey != j.Name {
			err = fmt.Errorf("%s: the campaign %s is none of the journey's: take it there by `starter campaign import`", m.file, c.Name)
		}
		if err == nil {
			err = deliver.Compiles(brand, &c)
		}
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, piece{studio.Campaigns, studio.Version{Name: c.Name, Document: text}, studio.InFile(m.brand, c.Name)})
	}
	return append(pieces, piece{studio.Journeys, studio.Version{Name: j.Name, Document: one}, studio.JourneyInFile(m.brand, j.Name)}), nil
}

// save keeps a document behind the newest version, unless it is that one.
func (m moving) save(ctx context.Context, p *piece) error {
	versions, err := p.kind.Versions(ctx, m.db, m.brand.Name, p.v.Name)
	if err != nil {
		return err
	}
	p.v.By, p.v.Note = person(), m.note
	base := uint32(0)
	if len(versions) > 0 {
		if base = versions[0].Number; versions[0].Document == p.v.Document {
			p.v.Number = base
			return nil
		}
	}
	if p.v.Number, err = p.kind.Save(ctx, m.db, m.brand.Name, p.v, base); errors.Is(err, studio.ErrMeanwhile) {
		return fmt.Errorf("%s: %w: look at it on the console, and import again", m.file, err)
	}
	if err != nil || p.kind != studio.Journeys {
		return err
	}
	return m.record(ctx, desk.JourneySave, numbered(p.v))
}

// numbered names a version of a journey as the console's trail does.
func numbered(v studio.Version) string { return fmt.Sprintf("%s %d", v.Name, v.Number) }

func (m moving) record(ctx context.Context, action, what string) error {
	return desk.Record(ctx, m.db, desk.Deed{Brand: m.brand.Name, At: time.Now(), Action: action, By: person(), What: what, Note: m.note})
}
