// Package mail imitates an SMTP server that counts mails instead of delivering
// them. Serve answers on a listener until it is closed; what it accepts goes to
// an Inbox, which also knows who is refused with 550. Before each stage of the
// talk (connect, mail, rcpt, data) it asks a list of faults, which may delay or
// refuse it; a Cut fault loses the answer after the mail was accepted.
//
// It stands in a package of its own so that a binary which catches mail in
// another way doesn't link an SMTP server.
package mail
