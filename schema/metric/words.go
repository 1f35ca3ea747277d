package metric

import (
	"encoding"
	"fmt"
	"slices"
	"strings"
)

// Unit is what a metric's value counts.
type Unit string

// The units.
const (
	Count    Unit = "count"    // members, orders, events …
	Currency Unit = "currency" // the brand's
	Ratio    Unit = "ratio"    // a part of a whole: 1 is all of it
	Days     Unit = "days"
	Number   Unit = "number" // so many of one thing per another
)

// Class is how close a metric is to the brand's business.
type Class string

// The classes.
const (
	Core    Class = "core"
	Related Class = "related"
	Trend   Class = "trend"
)

// Direction reports which movement of a metric is welcome.
type Direction string

// The directions.
const (
	More    Direction = "more"
	Less    Direction = "less"
	Neither Direction = "neither"
)

// Reach is which dates a changed order of d touches.
type Reach string

// The reaches.
const (
	ReachWindows Reach = "windows" // the windows that hold d: day d, n days d .. d+n-1, month and year to their ends, asof from d on
	ReachTwice   Reach = "twice"   // also the windows of the same length after those: d .. d+2n-1
	ReachAsOf    Reach = "asof"    // every date from d on
)

// Source is what a metric is computed from.
type Source string

// The sources.
const (
	Orders     Source = "orders"
	Events     Source = "events"
	Costs      Source = "costs"
	Products   Source = "products"
	Deliveries Source = "deliveries"
	Messages   Source = "messages"
)

// Scope is a kind of scope: the path of the kpi view without its names. shop is
// the scope shop:web, campaign/channel is campaign:wake-up/channel:edm.
type Scope string

// The scopes, longer paths before those that they begin with.
const (
	ScopeBrand           Scope = "brand"
	ScopeShop            Scope = "shop"
	ScopeProduct         Scope = "product"
	ScopeCategory        Scope = "category"
	ScopeStageBefore     Scope = "stage_before"
	ScopePhase           Scope = "phase"
	ScopeTier            Scope = "tier"
	ScopeScore           Scope = "score"
	ScopeRF              Scope = "r/f"
	ScopeRM              Scope = "r/m"
	ScopeFM              Scope = "f/m"
	ScopeCampaignVariant Scope = "campaign/channel/variant"
	ScopeCampaignChannel Scope = "campaign/channel"
	ScopeCampaign        Scope = "campaign"
)

var (
	units      = []Unit{Count, Currency, Ratio, Days, Number}
	classes    = []Class{Core, Related, Trend}
	directions = []Direction{More, Less, Neither}
	reaches    = []Reach{ReachWindows, ReachTwice, ReachAsOf}
	sources    = []Source{Orders, Events, Costs, Products, Deliveries, Messages}
	scopes     = []Scope{
		ScopeBrand, ScopeShop, ScopeProduct, ScopeCategory, ScopeStageBefore, ScopePhase, ScopeTier, ScopeScore,
		ScopeRF, ScopeRM, ScopeFM, ScopeCampaignVariant, ScopeCampaignChannel, ScopeCampaign,
	}
)

// ScopeOf returns the kind of a path of the kpi view, such as shop:web; it is
// empty where there is none.
func ScopeOf(path string) Scope {
	for _, s := range scopes {
		if s.holds(path) {
			return s
		}
	}
	return ""
}

func (s Scope) holds(path string) bool {
	if s == ScopeBrand {
		return path == "brand"
	}
	parts := strings.Split(string(s), "/")
	return strings.HasPrefix(path, parts[0]+":") && !slices.ContainsFunc(parts[1:], func(part string) bool {
		return !strings.Contains(path, "/"+part+":")
	})
}

// The words of a header are those of their lists.
var (
	_ encoding.TextUnmarshaler = (*Unit)(nil)
	_ encoding.TextUnmarshaler = (*Class)(nil)
	_ encoding.TextUnmarshaler = (*Direction)(nil)
	_ encoding.TextUnmarshaler = (*Reach)(nil)
	_ encoding.TextUnmarshaler = (*Source)(nil)
	_ encoding.TextUnmarshaler = (*Scope)(nil)
)

func (u *Unit) UnmarshalText(text []byte) error      { return oneOf(u, text, units) }
func (c *Class) UnmarshalText(text []byte) error     { return oneOf(c, text, classes) }
func (d *Direction) UnmarshalText(text []byte) error { return oneOf(d, text, directions) }
func (r *Reach) UnmarshalText(text []byte) error     { return oneOf(r, text, reaches) }
func (s *Source) UnmarshalText(text []byte) error    { return oneOf(s, text, sources) }
func (s *Scope) UnmarshalText(text []byte) error     { return oneOf(s, text, scopes) }

func oneOf[T ~string](into *T, text []byte, known []T) error {
	for _, k := range known {
		if string(k) == string(text) {
			*into = k
			return nil
		}
	}
	return fmt.Errorf("%q is none of %v", text, known)
}
