// Package mailbox reads the delivery reports that come to the mailbox of a brand's sender,
// by IMAP: what a plain SMTP server has no webhook for.
//
// The protocol of a look: the mails that carry no mark of ours are fetched without being
// marked, their reports are stored, and only then they are marked. What is killed in between
// reads them once more, and so may a second worker: the same mail says the same event under
// the same id, which counts once. A mail that is no report, or can't be read, says nothing
// and is marked as well; nothing is ever deleted. The mark is the keyword Keyword, where the
// server keeps keywords, or else \Seen.
package mailbox
