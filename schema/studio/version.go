package studio

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

const room = "studio"

type (
	versionsParams struct{ Brand, Kind, Name string }
	brandParams    struct{ Brand string }
	saveParams     struct {
		Brand, Kind, Name string
		Number            uint32
		Document          string
		By, Note, ID      string
	}
	firstParams struct {
		Brand, Kind, Name string
		Number            uint32
	}
)

var (
	versionsScript = schema.NewScript[versionsParams](room, files, "versions.sql")
	liveScript     = schema.NewScript[brandParams](room, files, "live.sql")
	saveScript     = schema.NewScript[saveParams](room, files, "save.sql")
	firstScript    = schema.NewScript[firstParams](room, files, "first.sql")
)

// settle is how long a row waits before it is asked whether it is the first: another's, which
// is older by its time, may still be on its way.
const settle = 300 * time.Millisecond

// MaxDocument bounds a document, in bytes.
const MaxDocument = 256 << 10

// Kind is of what documents are.
type Kind string

// What is written on the console.
const (
	Campaigns Kind = "campaign"
	Journeys  Kind = "journey"
)

// Version is a campaign or a journey as somebody saved it.
type Version struct {
	Name     string    `ch:"name"`
	Number   uint32    `ch:"number"`
	Document string    `ch:"document"` // empty: it left the console
	By       string    `ch:"by"`
	Note     string    `ch:"note"`
	At       time.Time `ch:"at"`

	Verdict  string    `ch:"verdict"`  // Approved or Rejected; empty: nobody has said anything
	Reviewer string    `ch:"reviewer"` // who
	Review   string    `ch:"review"`   // why
	Reviewed time.Time `ch:"reviewed"`
}

// Gone reports whether the campaign or journey left the console by this version.
func (v Version) Gone() bool { return v.Document == "" }

// Mark is what a review of the version names, so that it holds for this text only.
func (v Version) Mark() string { return markOf(v.Document) }

func markOf(document string) string {
	sum := sha256.Sum256([]byte(document))
	return hex.EncodeToString(sum[:])
}

// Versions returns all versions of a campaign, the newest first; of all campaigns where none
// is named. So it does of journeys.
func (k Kind) Versions(ctx context.Context, db *schema.DB, brand, name string) ([]Version, error) {
	var all []Version
	err := versionsScript.Select(ctx, db, &all, versionsParams{brand, string(k), name})
	return all, err
}

// Live returns the version that nights go by, of the versions of one campaign or journey; nil:
// none.
func Live(versions []Version) *Version {
	for i := range versions {
		switch {
		case versions[i].Gone():
			return nil
		case versions[i].Verdict == Approved:
			return &versions[i]
		}
	}
	return nil
}

// Written is one campaign, or one journey, of the console.
type Written struct {
	Name     string
	Newest   Version
	Live     *Version  // what nights go by; nil: nothing
	Versions []Version // the newest first
}

// ByName groups versions as Versions returns them.
func ByName(versions []Version) []Written {
	var all []Written
	for len(versions) > 0 {
		name, n := versions[0].Name, 0
		for n < len(versions) && versions[n].Name == name {
			n++
		}
		all = append(all, Written{Name: name, Newest: versions[0], Live: Live(versions[:n]), Versions: versions[:n]})
		versions = versions[n:]
	}
	return all
}

// ErrMeanwhile is returned where somebody else saved a version meanwhile.
var ErrMeanwhile = errors.New("somebody saved another version meanwhile")

// Save keeps a document as the version behind base, which its writer had before them (0: there
// was none), and returns its number. An empty document takes it off the console.
// It returns ErrMeanwhile where base isn't the newest version.
func (k Kind) Save(ctx context.Context, db *schema.DB, brand string, v Version, base uint32) (uint32, error) {
	if len(v.Document) > MaxDocument {
		return 0, fmt.Errorf("the %s %s is larger than %d KiB: shorten its texts", k, v.Name, MaxDocument>>10)
	}
	id, number := uuid.NewString(), base+1
	if err := saveScript.Exec(ctx, db, saveParams{brand, string(k), v.Name, number, v.Document, v.By, v.Note, id}); err != nil {
		return 0, err
	}
	if err := wait(ctx, settle); err != nil {
		return 0, err
	}
	var first string
	if err := firstScript.Row(ctx, db, firstParams{brand, string(k), v.Name, number}, &first); err != nil {
		return 0, err
	}
	if first != id {
		return 0, ErrMeanwhile
	}
	return number, nil
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
