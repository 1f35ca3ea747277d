package line

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"regulars"
	"regulars/channel"
)

// freshFor is how long what LINE said of the quota is relied upon. Others send by the
// same account, and the number is an approximate one: LINE's own no has the last word.
const freshFor = time.Minute

// budget is what this process may still send by an account in this month.
type budget struct {
	mu       sync.Mutex
	asked    time.Time
	quota    channel.Quota // as LINE said it, less what was reserved since
	inFlight int64         // reserved, and not settled yet
}

var budgets = struct {
	sync.Mutex
	byAccount map[[sha256.Size]byte]*budget
}{byAccount: map[[sha256.Size]byte]*budget{}}

// budgetOf returns the one budget that this process keeps for an account. Only a hash
// of the account, which holds a token, is kept.
func budgetOf(account string) *budget {
	budgets.Lock()
	defer budgets.Unlock()
	key := sha256.Sum256([]byte(account))
	if budgets.byAccount[key] == nil {
		budgets.byAccount[key] = &budget{}
	}
	return budgets.byAccount[key]
}

// reserve takes n messages from the budget, or as many as are left. It asks LINE where
// what it knows is old, or too little.
func (b *budget) reserve(n int64, ask func() (channel.Quota, error)) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if time.Since(b.asked) > freshFor || b.quota.Limited && b.quota.Left < n {
		quota, err := ask()
		if err != nil {
			return 0, err
		}
		quota.Left -= b.inFlight // what is on its way may not be counted yet
		b.quota, b.asked = quota, time.Now()
	}
	if b.quota.Limited {
		n = max(0, min(n, b.quota.Left))
	}
	b.quota.Left -= n
	b.inFlight += n
	return n, nil
}

// settle ends a reservation: what was surely not sent is free again.
func (b *budget) settle(reserved, used int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight -= reserved
	b.quota.Left += reserved - used
}

// reserve returns those of fit that the month's quota has room for. A message that may
// have been accepted before takes nothing: its key says whether it was.
func (s *Sender) reserve(ctx context.Context, batch []regulars.Message, fit []int) (within []int, reserved int64, err error) {
	var news int64
	for _, i := range fit {
		if !batch[i].Again {
			news++
		}
	}
	if news == 0 {
		return fit, 0, nil
	}
	reserved, err = s.budget.reserve(news, func() (channel.Quota, error) { return s.Quota(ctx) })
	var trouble *channel.Error
	if errors.As(err, &trouble) && trouble.Retryable {
		return fit, 0, nil // LINE doesn't say: its answer to the messages will
	}
	if err != nil {
		return nil, 0, err
	}
	left := reserved
	for _, i := range fit {
		if !batch[i].Again {
			if left == 0 {
				continue
			}
			left--
		}
		within = append(within, i)
	}
	return within, reserved, nil
}

// usedOf counts the messages of a batch that the quota was reserved for and that were
// sent, or may have been.
func usedOf(batch []regulars.Message, sent []int, results []channel.Result) (used int64) {
	for _, i := range sent {
		outcome := results[i].Outcome
		if !batch[i].Again && (outcome == regulars.OutcomeSent || outcome == regulars.OutcomeUnknown) {
			used++
		}
	}
	return used
}

// Quota asks LINE, with the token, for the month's quota and what is used of it, by
// whomever. It returns an *channel.Error that says what is wrong.
func (s *Sender) Quota(ctx context.Context) (channel.Quota, error) {
	api, err := s.api(ctx)
	if err != nil {
		return channel.Quota{}, err
	}
	response, quota, err := api.WithContext(ctx).GetMessageQuotaWithHttpInfo()
	if err != nil {
		return channel.Quota{}, s.checkError(response, err)
	}
	if quota.Type != messaging_api.QuotaType_LIMITED {
		return channel.Quota{}, nil
	}
	response, used, err := api.GetMessageQuotaConsumptionWithHttpInfo()
	if err != nil {
		return channel.Quota{}, s.checkError(response, err)
	}
	return channel.Quota{Limited: true, Left: max(0, quota.Value-used.TotalUsage)}, nil
}
