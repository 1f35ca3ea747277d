package sms

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"regulars"
	"regulars/channel"
)

// Twilio's error codes that say more than their HTTP status.
const (
	codeAuth        = 20003
	codeTooMany     = 20429
	codeOptedOut    = 21610
	codeQueueFull   = 21611
	codeOverflow    = 30001
	codeAccountCaps = 63017
)

// senderCodes are about the number or service that we send from.
var senderCodes = []int{21212, 21603, 21606, 21609}

// verdict is what an answer, or none, means for one message.
type verdict struct {
	result     channel.Result
	err        error // concerns the account or the way to it
	turnedAway bool  // surely not accepted, and may be tried again
	after      time.Duration
}

// answer is Twilio's JSON, of a message or of an error.
type answer struct {
	SID     string `json:"sid"`
	Code    int    `json:"code"`
	Message string `json:"message"` // quotes the number: never shown
}

func understand(body []byte) answer {
	var a answer
	_ = json.Unmarshal(body, &a) // an answer that isn't JSON is judged by its status
	return a
}

func judge(status int, header http.Header, body []byte) verdict {
	a := understand(body)
	switch {
	case status/100 == 2:
		return verdict{result: channel.Result{Outcome: regulars.OutcomeSent, ProviderID: a.SID}}
	case status == http.StatusTooManyRequests, a.Code == codeTooMany, a.Code == codeQueueFull, a.Code == codeOverflow:
		return turnedAway(status, channel.RetryAfter(header))
	case status >= 500:
		return unknown(strconv.Itoa(status), "Twilio failed while it handled the message")
	case status == http.StatusUnauthorized, status == http.StatusForbidden, a.Code == codeAuth,
		status == http.StatusNotFound, a.Code == codeAccountCaps, slices.Contains(senderCodes, a.Code):
		return verdict{err: accountError(status, a.Code, "twilio message")}
	case status/100 == 4:
		return refused(status, a.Code)
	}
	return unknown(strconv.Itoa(status), "Twilio answered what nobody expects")
}

func turnedAway(status int, after time.Duration) verdict {
	return verdict{turnedAway: true, after: after, err: &channel.Error{
		Op:         "twilio message",
		Retryable:  true,
		RetryAfter: after,
		Err:        fmt.Errorf("HTTP %d: too many messages for the account", status),
		Hint:       "lower per_second if it lasts",
	}}
}

func refused(status, code int) verdict {
	if code == 0 {
		return verdict{result: failed(strconv.Itoa(status), "refused by Twilio")}
	}
	result := failed(strconv.Itoa(code), "refused by Twilio; see twilio.com/docs/errors/"+strconv.Itoa(code))
	result.Suppress = code == codeOptedOut
	return verdict{result: result}
}

func failed(code, reason string) channel.Result {
	return channel.Result{Outcome: regulars.OutcomeFailed, Code: code, Reason: reason}
}

func unknown(code, reason string) verdict {
	return verdict{result: channel.Result{Outcome: regulars.OutcomeUnknown, Code: code, Reason: reason}}
}

// unanswered judges a request that got no answer: only one of which nothing was
// written is surely not accepted.
func unanswered(err error, written bool) verdict {
	if written {
		return unknown("", "no answer came after the message was handed to Twilio")
	}
	var broken *url.Error
	if errors.As(err, &broken) {
		err = broken.Err
	}
	return verdict{err: &channel.Error{
		Op:        "twilio connection",
		Retryable: true,
		Err:       err,
		Hint:      "check the network and endpoint if it lasts",
	}}
}

func accountError(status, code int, op string) error {
	err := &channel.Error{Op: op, Retryable: status >= 500, Err: fmt.Errorf("HTTP %d, code %d", status, code)}
	switch {
	case status == http.StatusTooManyRequests:
		err.Retryable = true
	case code == codeAccountCaps:
		err.Err = fmt.Errorf("%w: code %d", channel.ErrQuota, code)
		err.Hint = "raise the account's limit at Twilio"
	case slices.Contains(senderCodes, code):
		err.Hint = "check from: the account can't send from it"
	default:
		err.Hint = "check account_sid and auth_token"
	}
	return err
}
