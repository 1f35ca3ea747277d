// Package console is the pages for people who don't use a terminal: what a night brought,
// what waits for them, and the decisions about campaigns.
//
// Every page is made on the server of what stands in ClickHouse, by the functions that the
// command line and the report use (view, present); what a person decides goes through
// Actions, which asks the campaign's workflow. So nothing here knows whether a campaign may
// be approved, and what is refused is shown in the words of who refuses it.
//
//	console.go    what is served at which path
//	guard.go      what every answer says to browsers, and which requests are refused
//	signin.go     who somebody is: password.go, attempts.go, link.go (one-time tokens)
//	access.go     what they may see and do
//	today.go …    one file per screen; words.go and its languages; page/ the templates
//
// Words: a visitor is who is signed in; a link is an address with a token that signs in once.
package console
