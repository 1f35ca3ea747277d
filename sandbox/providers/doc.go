// Package providers imitates the providers that carry messages: LINE's Messaging
// API; for mail SES, SendGrid, Mailgun and Resend; for SMS Twilio, Mitake and EVERY8D.
// Package mail imitates an SMTP server. No imitation shares code with the connector.
//
// A provider is an http.Handler that answers as the documents say, and puts
// every message that it accepts into its channel's Inbox, once per recipient. It
// knows one account with one token. LINE and Resend remember keys for a day, Mitake
// for half a day, and accept each once; the others have none, what is posted twice is
// sent twice. Who
// opted out at an Inbox is refused as the provider would refuse it. Faults are
// put before a provider by package faults.
package providers
