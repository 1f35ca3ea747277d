package audience

import (
	"fmt"
	"regexp"
	"strconv"
)

// Repetitions, as Repetition.Per names them.
const (
	Once        = "once"     // never again
	PerDays     = "days"     // after so many days
	PerStage    = "stage"    // when the member is in another stay in a stage
	PerPurchase = "purchase" // after another purchase
	PerYear     = "year"     // in another calendar year
	PerEntry    = "entry"    // whenever a journey leads the member to it
)

// Repetition is when a campaign may reach a member again whom it reached.
type Repetition struct {
	Per  string // one of the constants
	Days int    // of PerDays
}

var perDays = regexp.MustCompile(`^([1-9][0-9]{0,3})d$`)

// ParseRepetition reads once_per: a number of days such as 90d, stage, purchase or year;
// empty is once, ever.
func ParseRepetition(text string) (Repetition, error) {
	switch text {
	case "":
		return Repetition{Per: Once}, nil
	case PerStage, PerPurchase, PerYear:
		return Repetition{Per: text}, nil
	}
	found := perDays.FindStringSubmatch(text)
	if found == nil {
		return Repetition{}, fmt.Errorf("%q says no time", text)
	}
	days, err := strconv.Atoi(found[1])
	if err != nil || days > MaxDays {
		return Repetition{}, fmt.Errorf("%q is longer than %d days", text, MaxDays)
	}
	return Repetition{Per: PerDays, Days: days}, nil
}
