// Package decision is when a rule decides between a campaign's variants, as the key decide
// says it: after 1000 or 2 days.
package decision

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// mostDays is the longest that a rule waits: what is held back for it grows stale.
const mostDays = 60

// Rule is when a rule decides between a campaign's variants: at Members who got theirs
// and had a day to answer, or when After has passed since the first got theirs, whichever
// comes first. Zero counts as none of that kind; without either there is no rule.
type Rule struct {
	Members int
	After   time.Duration
}

// Given reports whether there is a rule.
func (d Rule) Given() bool { return d != Rule{} }

var (
	partsForm  = regexp.MustCompile(`^after (.+?)(?: or (.+))?$`)
	numberForm = regexp.MustCompile(`^([1-9][0-9]{0,6})$`)
	timeForm   = regexp.MustCompile(`^([1-9][0-9]{0,3}) (hour|day)s?$`)
)

// Parse reads a campaign's key decide, such as after 1000 or 2 days; empty is no
// rule.
func Parse(text string) (Rule, error) {
	var d Rule
	if text == "" {
		return d, nil
	}
	parts := partsForm.FindStringSubmatch(text)
	if parts == nil {
		return d, fmt.Errorf("%q names no moment", text)
	}
	for _, part := range parts[1:] {
		if number := numberForm.FindStringSubmatch(part); number != nil && d.Members == 0 {
			d.Members, _ = strconv.Atoi(number[1])
			continue
		}
		if length := timeForm.FindStringSubmatch(part); length != nil && d.After == 0 {
			n, _ := strconv.Atoi(length[1])
			d.After = time.Duration(n) * time.Hour
			if length[2] == "day" {
				d.After *= 24
			}
			continue
		}
		if part != "" {
			return Rule{}, fmt.Errorf("%q is neither a number of members nor a time, or stands there twice", part)
		}
	}
	if d.After > mostDays*24*time.Hour {
		return Rule{}, fmt.Errorf("%q is longer than %d days", text, mostDays)
	}
	return d, nil
}
