// Package draft looks at a message before it goes: how large it is on its channel, and
// what a provider, a mail client or a country's rules would say about its text.
//
//	sms.go   the segments of an SMS, and what Taiwan asks of one
//	line.go  the length of a LINE message
//	html.go  what mail clients do to HTML: clipping, width, images, links
//
// It judges rendered texts, knows no member, and refuses nothing: what it says are
// warnings.
package draft
