package channel

import "context"

// Quota is what a provider's account may still send: in a month, in 24 hours, or until
// somebody pays.
type Quota struct {
	Limited bool
	Left    int64 // messages; without meaning where it isn't limited
}

// Quoted is a Sender whose provider can be asked what is left of its quota. The account
// may be used by others too, by hand or by another program: only the provider knows.
type Quoted interface {
	// Quota asks the provider. It returns an *Error where it can't be asked.
	Quota(ctx context.Context) (Quota, error)
}
