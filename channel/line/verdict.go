package line

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"regulars/channel"
	"regulars/channel/exchange"
)

func judge(response *http.Response, err error) exchange.Verdict {
	if response == nil {
		return unanswered(err)
	}
	status := response.StatusCode
	switch {
	case status/100 == 2 && response.Header.Get("X-Line-Request-Id") != "": // each answer of LINE itself has one
		return exchange.Sent(response.Header.Get("X-Line-Request-Id"))
	case status == http.StatusConflict:
		return exchange.Sent(response.Header.Get("X-Line-Accepted-Request-Id"))
	case status == http.StatusTooManyRequests:
		return tooMany(response)
	case status/100 != 4:
		return unansweredStatus(status)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return exchange.Verdict{Err: tokenError(status)}
	}
	code := strconv.Itoa(status)
	v := exchange.Failed(code, "LINE refused the message with HTTP "+code)
	if status == http.StatusBadRequest && ofRecipient(response) {
		return v.Suppressed(channel.NoSuchAddress)
	}
	return v
}

// ofRecipient reports whether a 400 is about the user id rather than the message. LINE
// has no codes: these are the texts of the reference, "Common error messages" ("The
// property, 'to', in the request body is invalid", "Failed to send messages").
func ofRecipient(response *http.Response) bool {
	message := strings.ToLower(messageIn(response))
	return strings.Contains(message, "'to'") || strings.Contains(message, "failed to send messages")
}

// messageIn returns what LINE's error says; empty where it can't be read. It is never
// shown.
func messageIn(response *http.Response) string {
	var answer messaging_api.ErrorResponse
	_ = json.NewDecoder(io.LimitReader(response.Body, 4<<10)).Decode(&answer)
	return answer.Message
}

// monthlyLimit is what LINE's answer says when the month's quota is used up.
// Both cases of 429 are the same type to the SDK (v8.22.0, ErrorResponse), without
// a code; the text is that of the reference, "Common error messages" of
// developers.line.biz/en/reference/messaging-api: "You have reached your monthly
// limit."
const monthlyLimit = "monthly limit"

// tooMany tells the rate, which passes, from the month's quota, which doesn't.
func tooMany(response *http.Response) exchange.Verdict {
	// An answer that isn't JSON is taken as the rate: that is tried again.
	if strings.Contains(strings.ToLower(messageIn(response)), monthlyLimit) {
		return exchange.Verdict{Err: quotaError()}
	}
	after := channel.RetryAfter(response.Header)
	return exchange.Verdict{TurnedAway: true, After: after, Err: &channel.Error{
		Op:         "line message",
		Retryable:  true,
		RetryAfter: after,
		Err:        errors.New("HTTP 429: too many requests"),
		Hint:       "lower per_second if it lasts",
	}}
}

func unansweredStatus(status int) exchange.Verdict {
	return exchange.Verdict{Unanswered: true, Err: &channel.Error{
		Op:        "line message",
		Retryable: true,
		Err:       fmt.Errorf("HTTP %d", status),
		Hint:      "LINE is in trouble: it is tried again with the same key",
	}}
}

func unanswered(err error) exchange.Verdict {
	var broken *url.Error
	if errors.As(err, &broken) {
		err = broken.Err
	}
	return exchange.Verdict{Unanswered: true, Err: &channel.Error{
		Op:        "line connection",
		Retryable: true,
		Err:       err,
		Hint:      "check the network and endpoint if it lasts",
	}}
}

func tokenError(status int) error {
	return &channel.Error{
		Op:   "line account",
		Err:  fmt.Errorf("HTTP %d", status),
		Hint: "check channel_token and the account's plan",
	}
}

func quotaError() error {
	return &channel.Error{
		Op:   "line quota",
		Err:  fmt.Errorf("%w for this month", channel.ErrQuota),
		Hint: "raise the plan's limit, or resend next month",
	}
}

func (s *Sender) checkError(response *http.Response, err error) error {
	if response == nil {
		return unanswered(err).Err
	}
	if v := judge(response, err); v.Err != nil {
		return v.Err
	}
	return &channel.Error{Op: "line account", Err: fmt.Errorf("HTTP %d", response.StatusCode), Hint: "check endpoint"}
}
