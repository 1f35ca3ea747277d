package trial

import (
	"context"
	"fmt"
	"net/mail"
	"regexp"
	"slices"

	"github.com/google/uuid"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/deliver"
	"regulars/schema/ledger"
)

var (
	phone  = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	lineID = regexp.MustCompile(`^U[0-9a-f]{32}$`)
)

// mostAddress bounds an address, in bytes, as mail does.
const mostAddress = 254

// AddressError says that a text is the address of no channel.
type AddressError struct{ Address string }

func (e *AddressError) Error() string {
	return fmt.Sprintf("%q is no address: write me@shop.tw, +886912345678, or a LINE user id (U and 32 hexadecimal digits)", e.Address)
}

// ChannelOf returns the channel that an address is one of. It returns an *AddressError for
// what is none.
func ChannelOf(address string) (string, error) {
	switch {
	case phone.MatchString(address):
		return string(regulars.ChannelSMS), nil
	case lineID.MatchString(address):
		return string(regulars.ChannelLINE), nil
	}
	if parsed, err := mail.ParseAddress(address); err == nil && parsed.Address == address && len(address) <= mostAddress {
		return string(regulars.ChannelEDM), nil
	}
	return "", &AddressError{address}
}

// shown is among how many members the one is looked for whose message goes.
const shown = 10

// Model returns whose message goes by a channel: a member of the plan, or a made-up one where
// the plan has none; then it reports false.
func Model(ctx context.Context, l *ledger.Ledger, plan ledger.Plan, channel string) (r ledger.Recipient, known bool, err error) {
	sample, err := l.Sample(ctx, plan, shown)
	if err != nil {
		return r, false, err
	}
	if r, known = modelOf(sample, channel); !known {
		r = MadeUp(plan.Date)
	}
	return r, known, nil
}

// modelOf prefers a member of the channel who has a name.
func modelOf(sample []ledger.Recipient, channel string) (r ledger.Recipient, known bool) {
	if len(sample) == 0 {
		return r, false
	}
	at := max(0, slices.IndexFunc(sample, func(r ledger.Recipient) bool { return r.Channel == channel && r.Name != "" }))
	return sample[at], true
}

// MadeUp is a member that nobody is, as of a date.
func MadeUp(date regulars.BusinessDate) ledger.Recipient {
	last := date.AddDays(-30).Time()
	return ledger.Recipient{Name: "王小明", Stage: "active", StageBefore: "new", RFMClass: "rfm_vip", LastPurchase: &last, RecencyDays: 30, Purchases: 3, Revenue: 1000}
}

// mark begins a trial's subject, or its text where it has none.
const mark = "[Test] "

// Message renders a member's message in one of the campaign's texts for an address, and for no
// other: neither the member's address nor their name goes along as whom it is for. Without a
// variant it is the member's, or the campaign's first.
func Message(letter deliver.Letter, run ledger.Run, campaign *config.Campaign, r ledger.Recipient, to, variant string) (regulars.Message, error) {
	if variant != "" {
		r.Variant = variant
	}
	if !slices.Contains(campaign.Texts(), r.Variant) {
		r.Variant = campaign.Texts()[0]
	}
	m, err := letter.Draft(run, campaign.Purpose, r)
	if err != nil {
		return m, err
	}
	m.To, m.Name = to, ""
	m.DeliveryID, m.RetryKey = "test/"+uuid.NewString(), uuid.NewString()
	switch {
	case m.Subject != "":
		m.Subject = mark + m.Subject
	case !m.JSON:
		m.Text = mark + m.Text
	}
	return m, nil
}

// HandOver gives the message to a sender, and closes it. It returns an error where the message
// was not handed over: whatever comes after that changes nothing about it.
func HandOver(ctx context.Context, sender channel.Sender, m regulars.Message) (channel.Result, error) {
	var result channel.Result
	results, err := sender.Send(ctx, []regulars.Message{m})
	if len(results) > 0 {
		result = results[0]
	}
	closed := sender.Close()
	switch {
	case result.Outcome != "":
		return result, nil
	case err != nil:
		return result, err
	}
	return result, closed
}
