package sms

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"regulars/channel"
	"regulars/channel/exchange"
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

// forGood are the codes of numbers that no message will ever reach.
var forGood = map[int]channel.Suppression{
	21211:        channel.NoSuchAddress, // no phone number
	21614:        channel.NoSuchAddress, // no mobile phone
	codeOptedOut: channel.OptedOut,
}

// senderCodes are about the number or service that we send from.
var senderCodes = []int{21212, 21603, 21606, 21609}

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

func (s *Sender) judge(given exchange.Answer) exchange.Verdict {
	a := understand(given.Body)
	status := given.Status
	switch {
	case status/100 == 2 && a.SID != "":
		return exchange.Sent(a.SID)
	case status == http.StatusTooManyRequests, a.Code == codeTooMany, a.Code == codeQueueFull, a.Code == codeOverflow:
		return s.client.TooMany("HTTP "+given.Code(), channel.RetryAfter(given.Header))
	case status/100 != 4:
		return s.client.Doubtful(given)
	case status == http.StatusUnauthorized, status == http.StatusForbidden, a.Code == codeAuth,
		status == http.StatusNotFound, a.Code == codeAccountCaps, slices.Contains(senderCodes, a.Code):
		return exchange.Verdict{Err: accountError(status, a.Code, "twilio message")}
	}
	return refused(status, a.Code)
}

// refused judges a no to one message. 21408, a region that the account may not send
// to, is a no to this member alone: it would stop a whole campaign for one number from
// abroad otherwise; where it is the region of all, the failure rate stops the campaign.
func refused(status, code int) exchange.Verdict {
	if code == 0 {
		return exchange.Failed(strconv.Itoa(status), "refused by Twilio")
	}
	v := exchange.Failed(strconv.Itoa(code), "refused by Twilio; see twilio.com/docs/errors/"+strconv.Itoa(code))
	return v.Suppressed(forGood[code])
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
