// Package providers imitates the providers that carry messages: LINE's Messaging
// API and the SMS API of Twilio. Package mail imitates an SMTP server.
//
// A provider is an http.Handler that answers as the documents say, and puts
// every message that it accepts into its channel's Inbox, once per recipient. It
// knows one account with one token. LINE remembers retry keys for a day and
// accepts each once; Twilio has none, what is posted twice is sent twice. Who
// opted out at an Inbox is refused as the provider would refuse it. Faults are
// put before a provider by package faults.
package providers
