package regulars

import (
	"fmt"
	"strings"
	"time"
)

// resendSign stands between a campaign's name, which can't hold it, and the number of a
// resend.
const resendSign = "#"

// Resend returns the name under which a campaign is sent again on a business date: a
// delivery of its own in the same books. The campaign's own is the first, so numbers
// begin at 2: wake-up#2.
func Resend(campaign string, number int) string {
	return fmt.Sprint(campaign, resendSign, number)
}

// tickForm is the moment of a tick, as the names of its runs have it, in UTC.
const tickForm = "t20060102-150405"

// TickRun returns the name under which a campaign goes to whom a tick led to its step: a run
// of its own on the business date, as the night's and those of other ticks are.
func TickRun(campaign string, moment time.Time) string {
	return campaign + resendSign + moment.UTC().Format(tickForm)
}

// TickOf returns the moment of the tick whose run a name means, and whether it is one.
func TickOf(name string) (time.Time, bool) {
	_, mark, _ := strings.Cut(name, resendSign)
	moment, err := time.Parse(tickForm, mark)
	return moment, err == nil
}

// CampaignOf returns the campaign that a name means: that of a resend without its number,
// that of a tick's run without its moment.
func CampaignOf(name string) string {
	campaign, _, _ := strings.Cut(name, resendSign)
	return campaign
}
