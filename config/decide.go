package config

import (
	"slices"
	"strings"

	"regulars/config/decision"
)

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
	if c.Decision, err = decision.Parse(c.Decide); err != nil {
		r.Add(path, err.Error(), "write after 1000 or 2 days: a number of members, a number of hours or days, or both")
	}
	if c.Decide != "" && len(c.Variants) < 2 {
		r.Add(path, "there are no variants to decide between", "write two or more under variants, or remove it")
	}
}
