package studio

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"regulars/schema"
)

// Verdicts of a review.
const (
	Approved = "approved"
	Rejected = "rejected"
)

type reviewParams struct {
	Brand, Kind, Name       string
	Number                  uint32
	Mark, Verdict, By, Note string
	ID                      string
}

var reviewScript = schema.NewScript[reviewParams](room, files, "review.sql")

// Review is what somebody says of a version.
type Review struct {
	Name     string
	Number   uint32
	Mark     string // of the text that they looked at
	Verdict  string
	By, Note string
}

// ErrStale is returned where what was looked at is not the newest version, or no longer its
// text.
var ErrStale = errors.New("what was looked at is not the newest version")

// Say records what somebody says of the newest version of a campaign or journey. It returns ErrStale where
// they looked at another text.
func (k Kind) Say(ctx context.Context, db *schema.DB, brand string, r Review) error {
	versions, err := k.Versions(ctx, db, brand, r.Name)
	if err != nil {
		return err
	}
	if len(versions) == 0 || versions[0].Number != r.Number || versions[0].Gone() || versions[0].Mark() != r.Mark {
		return ErrStale
	}
	return reviewScript.Exec(ctx, db, reviewParams{brand, string(k), r.Name, r.Number, r.Mark, r.Verdict, r.By, r.Note, uuid.NewString()})
}
