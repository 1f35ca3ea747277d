// Package bare makes the requests of LINE's and Twilio's messages by net/http alone, and answers
// them: what sending by a channel is measured next to.
package bare
