// Package outside is what the worker answers to anybody: the webhooks of providers, the
// links and pictures of messages, and what shops report of their visitors.
//
//	POST /answers/<brand>/<channel>            a provider's webhook; its proof is the provider's
//	GET  /answers/<brand>/<channel>/<secret>   of a provider that signs nothing (Mitake)
//	GET  <track_url>/c/<token>                 a link of a message: counts, and leads on
//	GET  <track_url>/o/<token>                 the picture of a mail: counts
//	POST /events                               behaviour; the key stands in Authorization
//	GET  /events.js                            the script that reports it from a shop's pages
//
// The protocol of a webhook: 200 once everything is on the disk, and never before; 401
// without a proof, 403 with a wrong or an old one, 400 for what can't be read, 404 for a
// channel that takes none, 413 for a body that is too long, and 503 while the database
// doesn't answer, so that the provider reports it again. What is refused leaves nothing.
// A link leads on whether or not the click could be counted.
//
// No log holds an address, a token, a body or an address of the network.
package outside
