package trial

import (
	"context"
	"fmt"

	"regulars"
	"regulars/channel"
	"regulars/channel/providers"
	"regulars/config"
	"regulars/deliver"
	"regulars/schema/ledger"
)

// Request is what somebody tries out.
type Request struct {
	Brand    *config.Brand
	Campaign *config.Campaign
	Date     regulars.BusinessDate // whose members are looked at
	To       string
	Variant  string // empty: the member's
}

// Send sends the message of one of the campaign's members to the address, and to nobody else,
// by the channel that the address is one of. It returns an error where nothing was handed
// over.
func Send(ctx context.Context, l *ledger.Ledger, q Request) (channel.Result, error) {
	var none channel.Result
	name, err := ChannelOf(q.To)
	if err != nil {
		return none, err
	}
	key := q.Brand.HashKey.Reveal()
	letter, err := deliver.LetterOf(q.Brand, q.Campaign, name, key)
	if err != nil {
		return none, err
	}
	plan, err := l.Resolve(ctx, ledger.PlanOf(q.Brand, q.Campaign, q.Date))
	if err == nil {
		plan, err = deliver.Ready(plan, q.Brand, q.Campaign, key)
	}
	if err != nil {
		return none, fmt.Errorf("plan the campaign %s: %w", q.Campaign.Name, err)
	}
	r, _, err := Model(ctx, l, plan, name)
	if err != nil {
		return none, err
	}
	r.Channel = name
	m, err := Message(letter, plan.Run, q.Campaign, r, q.To, q.Variant)
	if err != nil {
		return none, err
	}
	sender, err := providers.Open(name, *q.Brand.Channels[name])
	if err != nil {
		return none, err
	}
	return HandOver(ctx, sender, m)
}
