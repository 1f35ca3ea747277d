// Package sms sends text messages by Twilio.
//
// Twilio has no idempotency key: a message that was written to the connection and
// got no answer, or a 5xx, is unknown and never tried again. 429 and a full queue
// are surely not accepted; they are tried again after Retry-After, if that is
// short.
//
// It posts the form itself instead of using twilio-go: whether a message that
// got no answer may have been sent depends on whether the request was written,
// which only the transport knows, and twilio-go's calls take no context.
package sms
