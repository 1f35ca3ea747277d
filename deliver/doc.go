// Package deliver sends one block of a campaign over one channel, so that each
// delivery reaches its member once where the provider knows a repeated key, and at
// most once elsewhere. It knows neither Temporal nor SQL: the Store is the ledger,
// Progress is who watches, and the context's end is the stop.
//
// The protocol of a batch, and what a kill behind each step leaves:
//
//	pick      consent, suppression and address are asked; nothing is left
//	claim     written, with how the batch goes (way and keyed hash of each message), and
//	          read back: who is claimed by two, or settled since, is given up; an open claim
//	ask       a run that is held or over by now gets its claim released; nothing is left
//	reserve   the delivery shows that it is being handed over; an open claim
//	hand over the provider has all, some or none of it; an open claim
//	record    the outcome is written before the claim is ended; nothing is left
//
// An open claim with a provider that knows its keys is reclaimed by the next
// attempt: the same batch with the same keys. Where a text or the way would be another
// one by now it isn't: that, and what is open with the other providers, becomes unknown:
// the message may have arrived, nobody sends it again, a person decides. So what is
// unknown after a kill is bounded by what an Account lets be in flight.
//
// One goroutine reserves a batch ahead of the one that is being handed over. Whether
// the campaign is held is read after every claim, and again before a batch is handed
// over that waited for long; a batch that is claimed and not handed over is given back.
package deliver
