package allowance

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

type (
	spentParams struct {
		Brand, Shop string
		Day         regulars.BusinessDate
	}
	claimParams struct {
		Brand, Shop      string
		Day              regulars.BusinessDate
		Claimant         string
		Number, Requests uint32
		Began            uint64
	}
	todayParams struct {
		Brand    string
		From, To regulars.BusinessDate
	}
)

var (
	spentScript = schema.NewScript[spentParams]("allowance", files, "spent.sql")
	claimScript = schema.NewScript[claimParams]("allowance", files, "claim.sql")
	todayScript = schema.NewScript[todayParams]("allowance", files, "today.sql")
)

// ErrTaken is returned to who asked a shop that somebody else, who began later, asks now.
var ErrTaken = errors.New("another worker has taken over this shop: nothing more is asked from here")

const (
	ahead    = 10 * time.Second // a claim holds the requests of so long
	growth   = 4                // a claim is at most so many times the one before
	mostOnce = 5000             // requests of one claim
)

// Account is what one attempt of a step of a pull may ask a shop. It is safe for several
// goroutines.
type Account struct {
	Now func() time.Time

	db       *schema.DB
	shop     *config.Shop
	brand    string
	claimant string
	visits   bool // it takes nothing over

	mu      sync.Mutex
	day     regulars.BusinessDate // of the claim that holds
	left    uint32                // of it
	size    uint32
	claimed time.Time
	number  uint32
	began   uint64
}

// Open returns an account with a shop. Nothing is claimed before the first request.
func Open(db *schema.DB, brand *config.Brand, shop *config.Shop) *Account {
	return &Account{Now: time.Now, db: db, brand: brand.Name, shop: shop, claimant: uuid.NewString()}
}

// Visit returns an account for a person who asks a shop a few things, also while a puller
// does: each request is claimed by itself, counts, and keeps to the day's budget. It takes
// nothing over, and the hours don't hold for it.
func Visit(db *schema.DB, brand *config.Brand, shop *config.Shop) *Account {
	a := Open(db, brand, shop)
	a.visits = true
	return a
}

// Admit returns how long the shop is to be left alone before the next request, and why; 0:
// it may be sent. It returns ErrTaken where somebody else asks the shop now.
func (a *Account) Admit(ctx context.Context) (wait time.Duration, reason string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.Now()
	if until := Closed(a.shop, now); !until.IsZero() && !a.visits {
		return until.Sub(now), "it is left alone until " + clock(until, a.shop) + " (avoid_hours)", nil
	}
	day := dayOf(now, a.shop)
	if a.left == 0 || a.day != day || now.Sub(a.claimed) > 2*ahead {
		granted, err := a.claim(ctx, day, now)
		if err != nil {
			return 0, "", err
		}
		if !granted {
			until := midnight(day, a.shop)
			return max(until.Sub(now), time.Second), fmt.Sprintf("the %d requests of today are spent, it goes on at %s (requests_per_day)", a.shop.RequestsPerDay, clock(until, a.shop)), nil
		}
	}
	a.left--
	return 0, "", nil
}

// claim claims as many requests as the next ten seconds take, and reports whether the day has
// any left.
func (a *Account) claim(ctx context.Context, day regulars.BusinessDate, now time.Time) (bool, error) {
	var spent, latest, here uint64
	var by string
	if err := spentScript.Row(ctx, a.db, spentParams{a.brand, a.shop.Name, day}, &spent, &latest, &by, &here); err != nil {
		return false, fmt.Errorf("read what shop %s was asked: %w", a.shop.Name, err)
	}
	switch {
	case a.visits:
	case a.began == 0:
		a.began = max(here, latest+1) // a restored ClickHouse may have an earlier clock
	case latest > a.began || latest == a.began && by > a.claimant:
		return false, ErrTaken
	}
	size := a.next(now)
	if a.shop.RequestsPerDay > 0 {
		budget := uint64(a.shop.RequestsPerDay)
		if spent >= budget {
			return false, nil
		}
		size = uint32(min(uint64(size), budget-spent))
	}
	a.number++
	if err := claimScript.Exec(ctx, a.db, claimParams{a.brand, a.shop.Name, day, a.claimant, a.number, size, a.began}); err != nil {
		return false, fmt.Errorf("claim requests to shop %s: %w", a.shop.Name, err)
	}
	a.day, a.left, a.size, a.claimed = day, size, size, now
	return true, nil
}

// next is how many requests to claim: those of ten seconds at the rate of the claim before.
func (a *Account) next(now time.Time) uint32 {
	if a.size == 0 || a.visits {
		return 1
	}
	used := float64(a.size - a.left)
	rate := used / max(now.Sub(a.claimed).Seconds(), 0.001)
	return uint32(min(max(rate*ahead.Seconds(), 1), float64(a.size*growth), mostOnce))
}

// Spent is what was claimed of a shop's present day.
type Spent struct {
	Shop     string
	Requests uint64
	Until    time.Time // it is left alone until then, by its hours or its budget; zero: it isn't
}

// Today returns what was claimed of today's requests of each of the brand's shops that was
// asked, or is left alone.
func Today(ctx context.Context, db *schema.DB, brand *config.Brand, now time.Time) ([]Spent, error) {
	var rows []struct {
		Shop     string    `ch:"shop"`
		Day      time.Time `ch:"day"`
		Requests uint64    `ch:"requests"`
	}
	utc := regulars.BusinessDate(now.UTC().Format(time.DateOnly))
	if err := todayScript.Select(ctx, db, &rows, todayParams{brand.Name, utc.AddDays(-1), utc.AddDays(1)}); err != nil {
		return nil, fmt.Errorf("read what the shops of %s were asked: %w", brand.Name, err)
	}
	var all []Spent
	for i := range brand.Shops {
		shop := &brand.Shops[i]
		s := Spent{Shop: shop.Name, Until: Closed(shop, now)}
		for _, row := range rows {
			if row.Shop == shop.Name && row.Day.Format(time.DateOnly) == string(dayOf(now, shop)) {
				s.Requests = row.Requests
			}
		}
		end := midnight(dayOf(now, shop), shop)
		if limit := shop.RequestsPerDay; limit > 0 && s.Requests >= uint64(limit) && end.After(s.Until) {
			s.Until = end
		}
		if s.Requests > 0 || !s.Until.IsZero() {
			all = append(all, s)
		}
	}
	return all, nil
}

// Closed returns until when a shop is left alone by its hours; zero: it isn't.
func Closed(shop *config.Shop, now time.Time) (until time.Time) {
	for _, hours := range shop.Avoid {
		if end := hours.Until(now, zoneOf(shop)); end.After(until) {
			until = end
		}
	}
	return until
}

func zoneOf(shop *config.Shop) *time.Location {
	if shop.Zone == nil {
		return time.UTC
	}
	return shop.Zone
}

func dayOf(now time.Time, shop *config.Shop) regulars.BusinessDate {
	return regulars.BusinessDate(now.In(zoneOf(shop)).Format(time.DateOnly))
}

// midnight is the moment at which a day of the shop is over.
func midnight(day regulars.BusinessDate, shop *config.Shop) time.Time {
	next := day.AddDays(1).Time()
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, zoneOf(shop))
}

func clock(t time.Time, shop *config.Shop) string {
	return t.In(zoneOf(shop)).Format("2006-01-02 15:04 MST")
}
