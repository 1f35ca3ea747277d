package segment

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
)

// Keys of an address. Of one key any value is meant, of several keys all.
const (
	keyStage    = "stage"
	keyClass    = "rfm"
	keyCell     = "cell" // r5f1
	keyAIPL     = "aipl"
	keyPhase    = "phase"
	keyTier     = "tier"
	keyTag      = "tag"
	keyForecast = "forecast"
	keyProduct  = "product"
	keyCategory = "category"
	keyChannel  = "channel"
	keySaved    = "segment" // of the config
	keyDue      = "due"     // the stage that is due
	keyDays     = "days"    // within so many days
)

var keys = []string{
	keyStage, keyClass, keyCell, keyAIPL, keyPhase, keyTier, keyTag, keyForecast, keyProduct, keyCategory, keyChannel, keySaved, keyDue, keyDays,
}

const (
	dueDays    = 14 // unless somebody says another number
	mostDays   = 365
	mostValues = 50 // of a key
	mostBytes  = 200
)

// Forecasts are what a prediction may be asked for.
var Forecasts = []string{"likely", "valuable", "at_risk"}

// Filter is a set of conditions.
type Filter struct{ values url.Values }

// Parse reads the conditions of an address; what it doesn't know it leaves out.
func Parse(query url.Values) Filter {
	f := Filter{url.Values{}}
	for _, key := range keys {
		values := query[key]
		for _, value := range values[:min(len(values), mostValues)] {
			value = strings.TrimSpace(strings.ToValidUTF8(value, ""))
			if value != "" && len(value) <= mostBytes && !strings.ContainsFunc(value, unicode.IsControl) {
				f.values[key] = append(f.values[key], value)
			}
		}
		slices.Sort(f.values[key])
		f.values[key] = slices.Compact(f.values[key])
	}
	if len(f.values[keyDue]) == 0 {
		f.values.Del(keyDays)
	}
	for _, key := range []string{keyDue, keyDays, keySaved} { // there is one of them
		if len(f.values[key]) > 1 {
			f.values[key] = f.values[key][:1]
		}
	}
	for key, values := range f.values {
		if len(values) == 0 {
			delete(f.values, key)
		}
	}
	return f
}

// ParseText is Parse of a query that Query wrote.
func ParseText(query string) Filter {
	values, err := url.ParseQuery(query)
	if err != nil {
		return Filter{url.Values{}}
	}
	return Parse(values)
}

// Query is the conditions as an address has them, the same for the same conditions.
func (f Filter) Query() string { return f.values.Encode() }

// Empty reports whether everybody is meant.
func (f Filter) Empty() bool { return len(f.values) == 0 }

// Pairs are the conditions as fields of a form.
func (f Filter) Pairs() [][2]string {
	var pairs [][2]string
	for _, key := range keys {
		for _, value := range f.values[key] {
			pairs = append(pairs, [2]string{key, value})
		}
	}
	return pairs
}

// has reports whether a value is chosen.
func (f Filter) has(key, value string) bool { return slices.Contains(f.values[key], value) }

// turned returns the query with a value chosen that isn't, or without one that is.
func (f Filter) turned(key, value string) string {
	other := url.Values{}
	for k, values := range f.values {
		other[k] = slices.Clone(values)
	}
	switch {
	case f.has(key, value):
		other[key] = slices.DeleteFunc(other[key], func(v string) bool { return v == value })
		if key == keyDue {
			other.Del(keyDays)
		}
	case key == keySaved || key == keyDue:
		other.Set(key, value)
	default:
		other.Add(key, value)
	}
	return Parse(other).Query()
}

// days is within how many days a stage is due.
func (f Filter) days() int {
	n, err := strconv.Atoi(f.values.Get(keyDays))
	if err != nil {
		return dueDays
	}
	return min(max(n, 1), mostDays)
}

// Due returns the stage that is asked for as due, and within how many days; "" where none is.
func (f Filter) Due() (stage string, days int) { return f.values.Get(keyDue), f.days() }

// since is the first date on which who is due may be so, of a plan of a date.
func (f Filter) since(date regulars.BusinessDate) regulars.BusinessDate {
	if !f.values.Has(keyDue) {
		return ""
	}
	return date.AddDays(1 - f.days())
}

// Audience returns the conditions in the grammar of campaigns. It returns an error, for
// people, for what that doesn't take.
func (f Filter) Audience(brand *config.Brand) (audience.Audience, error) {
	a := audience.Audience{
		Classes: stored(f.values[keyClass]), Cells: f.values[keyCell], Tags: f.values[keyTag], Tiers: f.values[keyTier], Phases: f.values[keyPhase],
		AIPL: f.values[keyAIPL], Bought: audience.Goods{Products: f.values[keyProduct], Categories: f.values[keyCategory]},
	}
	for _, forecast := range f.values[keyForecast] {
		if err := forecastOf(&a, forecast); err != nil {
			return a, err
		}
	}
	if channels := f.values[keyChannel]; len(channels) > 0 {
		where, err := channelIn(channels)
		if err != nil {
			return a, err
		}
		a.Where = where
	}
	if name := f.values.Get(keySaved); name != "" {
		saved, known := brand.Segments[name]
		if !known {
			return a, fmt.Errorf("segment: the brand has no segment %q", name)
		}
		if both := a.Narrow(saved); len(both) > 0 {
			return a, fmt.Errorf("%s: the segment %s says it, too", strings.Join(both, ", "), name)
		}
	}
	stages := f.values[keyStage]
	if due := f.values.Get(keyDue); due != "" {
		a.Due, a.DueInDays = []string{due}, f.days()-1
		a.Narrow(audience.Audience{Is: stages})
	} else if a.Is = stages; len(stages) == 0 {
		a.Is = []string{audience.Everybody}
	}
	return a, mistakeOf(a)
}

// mistakeOf is the first thing that the grammar doesn't take; everybody it does here.
func mistakeOf(a audience.Audience) error {
	if len(a.Is) == 1 && a.Is[0] == audience.Everybody {
		a.Is = []string{string(regulars.StageNew)}
	}
	if mistakes := a.Mistakes(); len(mistakes) > 0 {
		m := mistakes[0]
		if m.Unknown != "" {
			return fmt.Errorf("%s: there is no %q", m.Key, m.Unknown)
		}
		return fmt.Errorf("%s: %s", m.Key, m.Says)
	}
	for _, stage := range a.Within() {
		if !slices.Contains(regulars.Stages, regulars.Stage(stage)) {
			return fmt.Errorf("is: there is no %q", stage)
		}
	}
	return nil
}

func stored(classes []string) []string {
	var names []string
	for _, class := range classes {
		names = append(names, regulars.Class(class).Stored())
	}
	return names
}

// A tenth of the members is most likely to buy, or most valuable; who is less likely than
// not to come back is at risk.
const (
	topShare = 0.1
	atRisk   = 0.5
)

func forecastOf(a *audience.Audience, name string) error {
	if a.Predicted == nil {
		a.Predicted = map[string]audience.Range{}
	}
	risk := atRisk
	switch name {
	case "likely":
		a.Predicted["expected_14d"] = audience.Range{Top: topShare}
	case "valuable":
		a.Predicted["clv_365d"] = audience.Range{Top: topShare}
	case "at_risk":
		a.Predicted["p_alive"] = audience.Range{Below: &risk}
	default:
		return fmt.Errorf("%s: there is no %q", keyForecast, name)
	}
	return nil
}

// channelIn is a predicate over the channel on which members answer.
func channelIn(channels []string) (string, error) {
	quoted := make([]string, len(channels))
	for i, channel := range channels {
		if !slices.Contains(regulars.Channels, regulars.Channel(channel)) {
			return "", fmt.Errorf("%s: there is no %q", keyChannel, channel)
		}
		quoted[i] = "'" + channel + "'"
	}
	return "preferred_channel IN (" + strings.Join(quoted, ", ") + ")", nil
}
