// Package notice notifies those who work for a brand: that a campaign waits for them, that
// a night isn't whole, failed or is late, that messages fail or are called spam, that a
// quota ends, that a shop is no longer loaded.
//
// Nothing is handed over by whom it concerns: a Watch looks at how the brand stands, as its
// operator's metrics show it, finds what matters (Matters, without I/O), and sends each to
// each recipient once (schema/notices). So what can't be sent stops no night, a restart
// sends nothing again, and what happened while no worker was up is sent afterwards.
//
//	matter.go   a Matter, and which there are of how a brand stands
//	words.go    the text of each, in both languages
//	sender.go   by which way a recipient gets it
//	watch.go    who looks, and how often
//
// No text holds a person: names of campaigns and shops, numbers and reasons, of which what
// is quoted is hidden.
package notice
