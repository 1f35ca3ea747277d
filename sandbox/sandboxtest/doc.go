// Package sandboxtest is the sandbox for tests: they know the truth about its
// orders and people, and change both while it runs, as buyers, shops and time
// do. Its brand's mails go to an SMTP server of its own.
//
// Orders and People return the truth as it stands now. Place, Pay, Refund and
// their like change an order in its shop at the sandbox's clock, which started
// at Options.Now and moves on; what a shop's own updated time forgets, it forgets
// here too: a force-deleted order, a refund that is taken back, a customer who is deleted,
// a status whose plugin is gone, a fee in the old posts storage.
package sandboxtest
