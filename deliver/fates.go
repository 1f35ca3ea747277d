package deliver

import (
	"context"
	"time"

	"regulars/channel"
	"regulars/config"
	"regulars/schema/ledger"
)

// askedAround is by how much the provider's clock and ours may differ.
const askedAround = time.Minute

// Fates asks the providers that can be asked what they were given around the tries of
// each message, by member: none means that it was not sent. Members who aren't in it
// were not asked: their provider has no list, or they have another address by now. What
// it learned before an error it returns with the error.
func Fates(
	ctx context.Context, brand *config.Brand, open func(name string, cfg config.Channel) (channel.Sender, error), unknowns []ledger.Unknown,
) (map[uint64][]channel.Fate, error) {
	fates, senders := map[uint64][]channel.Fate{}, map[string]channel.Sender{}
	defer func() {
		for _, sender := range senders {
			_ = sender.Close()
		}
	}()
	for _, u := range unknowns {
		settings, ok := brand.Channels[u.Channel]
		if !ok || u.Address == "" || u.Tries == 0 {
			continue
		}
		if senders[u.Channel] == nil {
			sender, err := open(u.Channel, *settings)
			if err != nil {
				return fates, err
			}
			senders[u.Channel] = sender
		}
		asker, can := senders[u.Channel].(channel.Asker)
		if !can {
			continue
		}
		found, err := asker.Fates(ctx, u.Address, u.Since.Add(-askedAround), u.At.Add(askedAround))
		if err != nil {
			return fates, err
		}
		fates[u.MemberID] = found
	}
	return fates, nil
}
