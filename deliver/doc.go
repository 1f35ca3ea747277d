// Package deliver sends one block of a campaign over one channel, so that each
// delivery reaches its member once where the provider knows a repeated key, and at
// most once elsewhere. It knows neither Temporal nor SQL: the Store is the ledger,
// Progress is who watches, and the context's end is the stop.
//
// The protocol of a batch, and what a kill behind each step leaves:
//
//	pick      consent, suppression and address are asked; nothing is left
//	claim     written and read back: who is claimed by two is given up; an open claim
//	reserve   the delivery shows that it is being handed over; an open claim
//	hand over the provider has all, some or none of it; an open claim
//	record    the outcome is written before the claim is ended; nothing is left
//
// An open claim with a provider that knows its keys is reclaimed by the next
// attempt: the same batch with the same keys. With the others it becomes unknown:
// the message may have arrived, nobody sends it again, a person decides. So what is
// unknown after a kill is bounded by what an Account lets be in flight.
//
// One goroutine reserves a batch ahead of the one that is being handed over. Whether
// the campaign is held is read before every claim, and a batch that is claimed and
// not handed over is given back.
package deliver
