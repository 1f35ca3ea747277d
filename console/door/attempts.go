package door

import (
	"sync"
	"time"
)

const (
	attemptsFor  = 15 * time.Minute // how long a failed sign-in counts
	perName      = 10               // failed sign-ins of one name in that time
	perAddress   = 30               // failed sign-ins from one address in that time
	mostCounters = 20_000           // names and addresses that are remembered
)

// Attempts counts failed sign-ins. A name, or an address, with too many is locked until
// the oldest no longer count; so is one that doesn't exist.
type Attempts struct {
	now func() time.Time

	mu     sync.Mutex
	failed map[string][]time.Time // by what failed; the newest last
}

// NewAttempts returns a count of none.
func NewAttempts(now func() time.Time) *Attempts {
	return &Attempts{now: now, failed: map[string][]time.Time{}}
}

// Begin counts a sign-in before its password is looked at, so that many at a time don't
// get past the bound, and returns how long to wait where there were too many. forget
// takes it back where the password was right.
func (a *Attempts) Begin(name, address string) (wait time.Duration, forget func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	byName, byAddress := "name "+name, "address "+address
	wait = max(a.wait(byName, perName, now), a.wait(byAddress, perAddress, now))
	if wait > 0 {
		return wait, func() {}
	}
	a.makeRoom(now)
	a.failed[byName] = append(a.failed[byName], now)
	a.failed[byAddress] = append(a.failed[byAddress], now)
	return 0, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.failed, byName)
		if n := len(a.failed[byAddress]); n > 0 {
			a.failed[byAddress] = a.failed[byAddress][:n-1]
		}
	}
}

// wait returns how long until a key has fewer than most failures.
func (a *Attempts) wait(key string, most int, now time.Time) time.Duration {
	times := a.failed[key]
	for len(times) > 0 && now.Sub(times[0]) >= attemptsFor {
		times = times[1:]
	}
	if len(times) == 0 {
		delete(a.failed, key)
		return 0
	}
	a.failed[key] = times
	if len(times) < most {
		return 0
	}
	return attemptsFor - now.Sub(times[len(times)-most])
}

// makeRoom forgets what no longer counts where much is remembered; all of it where that is
// not enough, since who can reach so many addresses isn't stopped by this.
func (a *Attempts) makeRoom(now time.Time) {
	if len(a.failed) < mostCounters {
		return
	}
	for key := range a.failed {
		a.wait(key, 1, now)
	}
	if len(a.failed) >= mostCounters {
		clear(a.failed)
	}
}
