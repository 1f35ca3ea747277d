package activities

import (
	"strconv"

	"github.com/google/uuid"

	"regulars"
	"regulars/channel"
	"regulars/schema/ledger"
)

// retryKeys is the name space of the keys by which a provider knows a delivery
// again.
var retryKeys = uuid.MustParse("c1a7c0de-5f0a-4b7e-9d55-0f5f2f6f3a10")

// messages renders a batch. A text that can't be rendered for one member is that
// member's failure, and reported.
func (d *delivery) messages(batch ledger.Batch) ([]regulars.Message, []ledger.Report) {
	messages := make([]regulars.Message, 0, len(batch.Recipients))
	var failed []ledger.Report
	for _, r := range batch.Recipients {
		message, err := d.compose(r)
		if err != nil {
			failed = append(failed, ledger.Report{Recipient: r, State: ledger.DeliveryFailed, Reason: "template", Detail: err.Error()})
			continue
		}
		messages = append(messages, message)
	}
	return messages, failed
}

func (d *delivery) compose(r ledger.Recipient) (regulars.Message, error) {
	id := d.block.Run.DeliveryID(r.MemberID)
	optOut := channel.OptOut{Brand: d.brand.Name, Channel: r.Channel, Purpose: d.campaign.Purpose, Member: r.MemberID}
	link := optOut.Link(d.settings.UnsubscribeURL, d.key)
	text, err := d.template.Render(channel.Values{
		Member: memberOf(r), Brand: d.brand.Name, Campaign: d.campaign.Name,
		Date: string(d.block.Run.Date), UnsubscribeURL: link,
	})
	if err != nil {
		return regulars.Message{}, err
	}
	return regulars.Message{
		DeliveryID: id, RetryKey: uuid.NewSHA1(retryKeys, []byte(id+"/"+r.Channel)).String(),
		To: r.Address, Name: r.Name, Subject: text.Subject, Text: text.Text, HTML: text.HTML,
		UnsubscribeURL: link, UnsubscribeMail: d.settings.UnsubscribeMail,
	}, nil
}

func memberOf(r ledger.Recipient) channel.Member {
	m := channel.Member{
		ID: strconv.FormatUint(r.MemberID, 10), Name: r.Name, Stage: r.Stage, StageBefore: r.StageBefore,
		RecencyDays: int(r.RecencyDays), Purchases: int(r.Purchases), Revenue: r.Revenue, RFMClass: r.RFMClass,
	}
	if r.LastPurchase != nil {
		m.LastPurchase = r.LastPurchase.Format("2006-01-02")
	}
	return m
}

// withoutReport are the recipients of a batch that have no outcome yet, in their
// order.
func withoutReport(batch ledger.Batch, reports []ledger.Report) []ledger.Recipient {
	done := map[uint64]bool{}
	for _, report := range reports {
		done[report.Recipient.MemberID] = true
	}
	var open []ledger.Recipient
	for _, r := range batch.Recipients {
		if !done[r.MemberID] {
			open = append(open, r)
		}
	}
	return open
}

func sameText(messages []regulars.Message) bool {
	for _, m := range messages {
		if m.Text != messages[0].Text {
			return false
		}
	}
	return true
}

func reportAll(recipients []ledger.Recipient, state, reason, detail string) []ledger.Report {
	reports := make([]ledger.Report, len(recipients))
	for i, r := range recipients {
		reports[i] = ledger.Report{Recipient: r, State: state, Reason: reason, Detail: detail}
	}
	return reports
}
