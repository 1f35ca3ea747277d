// Package endpoint is the codec that Temporal's UI and CLI ask to show what a payload_key
// encrypts: POST /codec/decode and /codec/encode, in the protocol of Temporal's SDKs.
//
// Two ways lead in. Browsers ask from the pages of one origin, the UI's of the config, and
// show by the console's cookie that somebody is signed in who operates every brand:
// payloads are of all brands. Programs, such as the temporal command, show a token. Nothing
// is shown to anybody else, and pages of other origins don't even get an answer that a
// browser would show them.
package endpoint
