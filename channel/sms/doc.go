// Package sms sends text messages by Twilio.
//
// It posts the form itself instead of using twilio-go: whether a message that
// got no answer may have been sent depends on whether the request was written,
// which only the transport knows, and twilio-go's calls take no context.
package sms
