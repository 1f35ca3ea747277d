package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mostDecideDays is the longest that a rule waits: what is held back for it grows stale.
const mostDecideDays = 60

// Decision is when a rule decides between a campaign's variants: at Members who got theirs
// and had a day to answer, or when After has passed since the first got theirs, whichever
// comes first. Zero counts as none of that kind; without either there is no rule.
type Decision struct {
	Members int
	After   time.Duration
}

// Given reports whether there is a rule.
func (d Decision) Given() bool { return d != Decision{} }

var (
	decideParts  = regexp.MustCompile(`^after (.+?)(?: or (.+))?$`)
	decideNumber = regexp.MustCompile(`^([1-9][0-9]{0,6})$`)
	decideTime   = regexp.MustCompile(`^([1-9][0-9]{0,3}) (hour|day)s?$`)
)

// ParseDecision reads a campaign's key decide, such as after 1000 or 2 days; empty is no
// rule.
func ParseDecision(text string) (Decision, error) {
	var d Decision
	if text == "" {
		return d, nil
	}
	parts := decideParts.FindStringSubmatch(text)
	if parts == nil {
		return d, fmt.Errorf("%q names no moment", text)
	}
	for _, part := range parts[1:] {
		if number := decideNumber.FindStringSubmatch(part); number != nil && d.Members == 0 {
			d.Members, _ = strconv.Atoi(number[1])
			continue
		}
		if length := decideTime.FindStringSubmatch(part); length != nil && d.After == 0 {
			n, _ := strconv.Atoi(length[1])
			d.After = time.Duration(n) * time.Hour
			if length[2] == "day" {
				d.After *= 24
			}
			continue
		}
		if part != "" {
			return Decision{}, fmt.Errorf("%q is neither a number of members nor a time, or stands there twice", part)
		}
	}
	if d.After > mostDecideDays*24*time.Hour {
		return Decision{}, fmt.Errorf("%q is longer than %d days", text, mostDecideDays)
	}
	return d, nil
}

// TrialName names what a rule compares: the campaign's variants by their names. A variant
// of another name begins a new comparison; another text or weight doesn't.
func (c *Campaign) TrialName() string {
	names := c.Texts()
	slices.Sort(names)
	return strings.Join(names, "|")
}

// checkDecide reads the rule that decides between variants.
func (r *reader) checkDecide(path string, c *Campaign) {
	var err error
	if c.Decision, err = ParseDecision(c.Decide); err != nil {
		r.Add(path, err.Error(), "write after 1000 or 2 days: a number of members, a number of hours or days, or both")
	}
	if c.Decide != "" && len(c.Variants) < 2 {
		r.Add(path, "there are no variants to decide between", "write two or more under variants, or remove it")
	}
}
