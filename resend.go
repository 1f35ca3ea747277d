package regulars

import (
	"fmt"
	"strings"
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

// CampaignOf returns the campaign that a name means: that of a resend without its number.
func CampaignOf(name string) string {
	campaign, _, _ := strings.Cut(name, resendSign)
	return campaign
}
