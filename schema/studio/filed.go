package studio

import (
	"context"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/written"
	"regulars/schema"
	"regulars/schema/ledger"
)

type (
	putTextParams struct {
		Brand, Campaign string
		At              time.Time
		Date            regulars.BusinessDate
		By, Document    string
	}
	putPlannedParams struct {
		Brand, Campaign string
		Date            regulars.BusinessDate
		Document        string
	}
	textsParams struct {
		Brand, Campaign string
		Limit           int
	}
)

var (
	putTextScript    = schema.NewScript[putTextParams](room, files, "put_text.sql")
	putPlannedScript = schema.NewScript[putPlannedParams](room, files, "put_planned.sql")
	textsScript      = schema.NewScript[textsParams](room, files, "texts.sql")
)

// Filed is what a campaign of the config's file said when a run of it was let go.
type Filed struct {
	At       time.Time `ch:"at"`
	Date     time.Time `ch:"date"` // of the run
	By       string    `ch:"by"`   // who let it go; empty: it goes without being asked
	Document string    `ch:"document"`
}

// DocumentOf writes a campaign of the file as it was read, with what the file leaves to
// defaults and the texts of its files, so that two of them can be compared.
func DocumentOf(c *config.Campaign) (string, error) { return written.YAML(written.Inlined(*c)) }

// LetGo records what a campaign of the file says as somebody lets a run of it go. Of a campaign
// of the console nothing is recorded: its version is.
func LetGo(ctx context.Context, db *schema.DB, b *config.Brand, run ledger.Run, by string, at time.Time) error {
	name, _, document, err := filed(ctx, db, b, run)
	if err != nil || document == "" {
		return err
	}
	return putTextScript.Exec(ctx, db, putTextParams{run.Brand, name, at, run.Date, by, document})
}

// Planned is LetGo for a campaign that goes without being asked, and nothing for one that
// doesn't: it records each text once.
func Planned(ctx context.Context, db *schema.DB, b *config.Brand, run ledger.Run) error {
	name, asks, document, err := filed(ctx, db, b, run)
	if err != nil || document == "" || asks {
		return err
	}
	return putPlannedScript.Exec(ctx, db, putPlannedParams{run.Brand, name, run.Date, document})
}

// filed returns what the file has of a run's campaign, and whether it asks before it goes; no
// document: the run is the console's, the file no longer has it, or it can't be written.
func filed(ctx context.Context, db *schema.DB, b *config.Brand, run ledger.Run) (name string, asks bool, document string, err error) {
	name = regulars.CampaignOf(run.Campaign)
	if !InFile(b, name) {
		return name, false, "", nil
	}
	if number, _, err := Pinned(ctx, db, run); err != nil || number > 0 {
		return name, false, "", err
	}
	c, err := b.Campaign(name)
	if err != nil {
		return name, false, "", err
	}
	document, err = DocumentOf(c)
	if err != nil { // what YAML can't hold is sent all the same
		document = ""
	}
	return name, c.Approve, document, nil
}

// Texts returns what a campaign of the file said when it was let go, the newest first.
func Texts(ctx context.Context, db *schema.DB, brand, campaign string, limit int) ([]Filed, error) {
	var all []Filed
	err := textsScript.Select(ctx, db, &all, textsParams{brand, campaign, limit})
	return all, err
}
