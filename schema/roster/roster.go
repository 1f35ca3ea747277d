package roster

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/config"
	"regulars/config/journey"
	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

const room = "roster"

type journeyParams struct{ Brand, Journey string }

type belongsParams struct {
	journeyParams
	Adds, Takes []string // definition/step
}

type listParams struct {
	Brand, List string
	Run         uint64
}

type someParams struct {
	listParams
	Most uint32
}

type uptoParams struct {
	listParams
	LastEmail, LastPhone string
}

type brandParams struct{ Brand string }

type listKey struct{ Brand, List string }

type changedParams struct {
	Brand    string
	Journeys []string // of which steps name the list
	Since    time.Time
	Version  uint64 // the same moment, as consents have it
}

var (
	versionsScript = schema.NewScript[journeyParams](room, files, "versions.sql")
	belongsScript  = schema.NewScript[belongsParams](room, files, "belongs.sql")
	leavingScript  = schema.NewScript[someParams](room, files, "leaving.sql")
	shareScript    = schema.NewScript[uptoParams](room, files, "share.sql")
	leftScript     = schema.NewScript[uptoParams](room, files, "left.sql")
	beginScript    = schema.NewScript[listParams](room, files, "begin.sql")
	comingScript   = schema.NewScript[someParams](room, files, "coming.sql")
	cameScript     = schema.NewScript[uptoParams](room, files, "came.sql")
	sumsScript     = schema.NewScript[brandParams](room, files, "sums.sql")
	endScript      = schema.NewScript[listParams](room, files, "end.sql")
	lastScript     = schema.NewScript[listKey](room, files, "last.sql")
	changedScript  = schema.NewScript[changedParams](room, files, "changed.sql")
)

// Belongs calls each with the mail address and the phone number of everybody who belongs on a
// list, once for each journey that says so. Of a journey that left the config nobody does.
func Belongs(ctx context.Context, db *schema.DB, b *config.Brand, list string, each func(email, phone string) error) error {
	for i := range b.Journeys {
		p, err := stepsOf(ctx, db, b.Name, &b.Journeys[i], list)
		if err != nil {
			return err
		}
		if len(p.Adds) == 0 {
			continue
		}
		rows, err := belongsScript.Query(ctx, db, p)
		if err != nil {
			return err
		}
		if err := scan(rows, each); err != nil {
			return fmt.Errorf("who belongs on the ad list %s by the journey %s: %w", list, b.Journeys[i].Name, err)
		}
	}
	return nil
}

func scan(rows driver.Rows, each func(email, phone string) error) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var email, phone string
		if err := rows.Scan(&email, &phone); err != nil {
			return schema.Redact(err)
		}
		if err := each(email, phone); err != nil {
			return err
		}
	}
	return schema.Redact(rows.Err())
}

// stepsOf finds the steps that name a list, in every version of a journey that is walked.
func stepsOf(ctx context.Context, db *schema.DB, brand string, j *journey.Journey, list string) (belongsParams, error) {
	p := belongsParams{journeyParams: journeyParams{brand, j.Name}}
	var versions []struct {
		Definition string `ch:"definition"`
		Text       string `ch:"text"`
	}
	if err := versionsScript.Select(ctx, db, &versions, p.journeyParams); err != nil {
		return p, err
	}
	for _, v := range versions {
		var walked journey.Journey
		if err := json.Unmarshal([]byte(v.Text), &walked); err != nil {
			return p, fmt.Errorf("version %s of the journey %s: %w", v.Definition, j.Name, err)
		}
		add, take := walked.Lists(list)
		for _, step := range add {
			p.Adds = append(p.Adds, v.Definition+"/"+step)
		}
		for _, step := range take {
			p.Takes = append(p.Takes, v.Definition+"/"+step)
		}
	}
	return p, nil
}

// Person is somebody as the platform knows them.
type Person struct {
	Email string `ch:"email"`
	Phone string `ch:"phone"`
}

// Run is one synchronising of a list.
type Run struct {
	db *schema.DB
	p  listParams
}

// NewRun begins one. Its name is the moment, later than that of every one before it.
func NewRun(db *schema.DB, brand, list string, now time.Time) Run {
	return Run{db, listParams{brand, list, uint64(now.UnixNano())}}
}

// Want writes down people who belong on the list.
func (r Run) Want(ctx context.Context, people []Person) error {
	if len(people) == 0 {
		return nil
	}
	batch, err := r.db.PrepareBatch(ctx, "INSERT INTO ad_list_wanted (brand, list, run, email, phone, at)")
	if err != nil {
		return fmt.Errorf("write who belongs on the ad list %s: %w", r.p.List, schema.Redact(err))
	}
	for _, p := range people {
		if err := batch.Append(r.p.Brand, r.p.List, r.p.Run, p.Email, p.Phone, time.Now()); err != nil {
			_ = batch.Abort()
			return fmt.Errorf("write who belongs on the ad list %s: %w", r.p.List, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("write who belongs on the ad list %s: %w", r.p.List, schema.Redact(err))
	}
	return nil
}

// Leaving returns people who have to be taken off the list, at most so many. Who shares an
// address with one of them and belongs on the list comes onto it again.
func (r Run) Leaving(ctx context.Context, most int) (people []Person, err error) {
	if err := leavingScript.Select(ctx, r.db, &people, someParams{r.p, uint32(most)}); err != nil || len(people) == 0 {
		return nil, err
	}
	return people, shareScript.Exec(ctx, r.db, r.upto(people))
}

// Left says that the platform has taken off people whom Leaving returned.
func (r Run) Left(ctx context.Context, people []Person) error {
	return leftScript.Exec(ctx, r.db, r.upto(people))
}

// Begin writes down who has to be put onto the list.
func (r Run) Begin(ctx context.Context) error { return beginScript.Exec(ctx, r.db, r.p) }

// Coming returns people who have to be put onto the list, at most so many.
func (r Run) Coming(ctx context.Context, most int) (people []Person, err error) {
	return people, comingScript.Select(ctx, r.db, &people, someParams{r.p, uint32(most)})
}

// Came says that the platform has people whom Coming returned.
func (r Run) Came(ctx context.Context, people []Person) error {
	return cameScript.Exec(ctx, r.db, r.upto(people))
}

// End says that the list is as it was to be when the synchronising began.
func (r Run) End(ctx context.Context) error { return endScript.Exec(ctx, r.db, r.p) }

func (r Run) upto(people []Person) uptoParams {
	last := people[len(people)-1]
	return uptoParams{r.p, last.Email, last.Phone}
}

// Sum is how many people stand on a list.
type Sum struct {
	List   string    `ch:"list"`
	People uint64    `ch:"people"`
	Adding uint64    `ch:"adding"` // of whom it isn't known that the platform has them
	At     time.Time `ch:"at"`     // when one was put onto it last
}

// Sums returns how many stand on each list of a brand.
func Sums(ctx context.Context, db *schema.DB, brand string) (sums []Sum, err error) {
	return sums, sumsScript.Select(ctx, db, &sums, brandParams{brand})
}
