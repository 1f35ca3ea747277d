package coupon

import (
	"fmt"
	"regexp"

	"regulars/config/audience"
)

// Coupons are codes that members get: one for each delivery, given once, or one for each
// member of a referral programme, which stays theirs.
type Coupons struct {
	File     string `yaml:"file"`     // a CSV of codes: its column code, or else the first one; a text finds them as {{ coupon.code }}
	Referral string `yaml:"referral"` // a programme in which each member has a code of their own to pass on, the same in every campaign of it: of the file, or made up where there is none; a-z, 0-9, - and _
}

// Given reports whether each member gets a code.
func (c Coupons) Given() bool { return c.File != "" || c.Referral != "" }

// Generated reports whether the codes are made up.
func (c Coupons) Generated() bool { return c.File == "" && c.Referral != "" }

var nameForm = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)

// Files are the files of codes that the campaigns of a brand take, each with its programme.
type Files map[string]string

// Add returns what is wrong with a campaign's codes next to those of the campaigns before
// it: a file is one campaign's, or one programme's.
func (f Files) Add(c Coupons) []audience.Problem {
	var problems []audience.Problem
	if c.Referral != "" && !nameForm.MatchString(c.Referral) {
		problems = append(problems, audience.Problem{
			Key: "referral", Says: fmt.Sprintf("the name %q doesn't fit into ids", c.Referral), Remedy: "use a-z, 0-9, - and _, at most 64 of them",
		})
	}
	if c.File == "" {
		return problems
	}
	if programme, taken := f[c.File]; taken && (programme == "" || programme != c.Referral) {
		problems = append(problems, audience.Problem{
			Key: "file", Says: "another campaign takes its codes from that file, too", Remedy: "give each campaign a file of its own, or one referral programme to both",
		})
	}
	f[c.File] = c.Referral
	return problems
}
