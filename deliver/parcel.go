package deliver

import (
	"context"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/channel"
	"regulars/schema/ledger"
)

// parcel is a batch with what its members get.
type parcel struct {
	ledger.Batch
	rendered map[uint64]*rendering // by member
	asked    time.Time             // when the run was last seen not to be stopped
}

// rendering is one member's message, or why there is none.
type rendering struct {
	message regulars.Message
	content uint64 // keyed hash of the message; 0 where it is never repeated
	err     error
}

// parcel renders what the batch's members get. A batch that is claimed for the first
// time is marked with how it goes, where it may be repeated.
func (s *Sending) parcel(batch ledger.Batch) parcel {
	p := parcel{Batch: batch, rendered: make(map[uint64]*rendering, len(batch.Recipients))}
	all := s.render(batch.Recipients)
	for i, r := range batch.Recipients {
		all[i].message.Again = batch.Reclaimed
		p.rendered[r.MemberID] = &all[i]
		if !batch.Reclaimed {
			p.Recipients[i].Content = all[i].content
		}
	}
	if s.Claimant.Idempotent() && !batch.Reclaimed {
		p.Way = string(s.way(p))
	}
	return p
}

// renderTogether is how many messages one processor renders in a row.
const renderTogether = 64

// render renders what the recipients get, on all processors.
func (s *Sending) render(recipients []ledger.Recipient) []rendering {
	all := make([]rendering, len(recipients))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(all); from += renderTogether {
		workers.Go(func() error {
			pen := s.Letter.pen(s.Block.Run, s.Claimant.Purpose, recipients[from].Channel)
			for i := from; i < min(from+renderTogether, len(all)); i++ {
				all[i].message, all[i].err = pen.message(recipients[i])
				if all[i].err == nil && s.Claimant.Idempotent() {
					all[i].content = pen.content(all[i].message)
				}
			}
			return nil
		})
	}
	_ = workers.Wait() // each message has its own error
	return all
}

// messages are those of the batch that could be rendered, with whom each is for.
func (p parcel) messages() (messages []regulars.Message, recipients []ledger.Recipient) {
	for _, r := range p.Recipients {
		if rendered := p.rendered[r.MemberID]; rendered.err == nil {
			messages, recipients = append(messages, rendered.message), append(recipients, r)
		}
	}
	return messages, recipients
}

// failed reports those whose message can't be rendered: that is each one's failure.
func (p parcel) failed() []ledger.Report {
	var reports []ledger.Report
	for _, r := range p.Recipients {
		if err := p.rendered[r.MemberID].err; err != nil {
			reports = append(reports, ledger.Report{Recipient: r, State: ledger.DeliveryFailed, Reason: "template", Detail: err.Error()})
		}
	}
	return reports
}

// way is how the sender would hand the parcel over.
func (s *Sending) way(p parcel) channel.Way {
	messages, _ := p.messages()
	return s.Account.sender.Way(messages)
}

// claim claims a parcel. Those that another one claims too are left out; where the
// rest would go another way than was recorded, it is given back and empty.
func (s *Sending) claim(ctx context.Context, p parcel) (parcel, error) {
	batch, err := s.Store.Claim(ctx, s.Block.Run, s.Claimant, p.Batch)
	if err != nil {
		return p, err
	}
	whole := len(batch.Recipients) == len(p.Recipients)
	p.Batch = batch
	if whole || !s.Claimant.Idempotent() || len(p.Recipients) == 0 || s.way(p) == channel.Way(p.Way) {
		return p, nil
	}
	err = s.release(ctx, p.Batch)
	p.Recipients = nil
	return p, err
}

// unrepeatable takes those out of a reclaimed parcel who wouldn't get the very same
// as was claimed first, by the same key: they may have got it, and would get another
// one. A multicast's key is made of all its members, so it goes as a whole or not at
// all.
func (s *Sending) unrepeatable(p parcel) (parcel, []ledger.Report) {
	if !p.Reclaimed {
		return p, nil
	}
	var same, changed []ledger.Recipient
	for _, r := range p.Recipients {
		rendered := p.rendered[r.MemberID]
		if rendered.err == nil && rendered.content == r.Content {
			same = append(same, r)
			continue
		}
		changed = append(changed, r)
	}
	all := p.Recipients
	p.Recipients = same
	whole := len(changed) == 0 && !p.Incomplete
	if s.way(p) != channel.Way(p.Way) || p.Way != string(channel.Push) && !whole {
		p.Recipients, changed = nil, all
	}
	reports := make([]ledger.Report, len(changed))
	for i, r := range changed {
		reports[i] = ledger.Report{
			Recipient: r, State: ledger.DeliveryUnknown, Reason: "no_answer",
			Detail: "may have been sent; it can't be repeated as it was",
		}
	}
	return p, reports
}
