// Package preview shows a campaign before it goes: whom it would reach and what they
// would get, a message to a person's own address, and what its rules would have done
// over past dates. It writes nothing into the books.
//
//	summary.go          how many, by which channel and text, who not and why, what it costs
//	samples.go          messages to some of the members, on the terminal and as files
//	trial.go            one message to an address that a person names
//	replay.go, played.go the rules, played over past dates
//
// What is shown is made by the parts that send: the plan is the ledger's, a message is
// deliver's Letter, an account is opened by channel/providers.
package preview
