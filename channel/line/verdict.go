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

	"regulars"
	"regulars/channel"
)

// verdict is what an answer of LINE, or none, means for one request.
type verdict struct {
	result     channel.Result
	err        error // concerns the account or the way to it
	unanswered bool  // may have been accepted: 5xx or no answer
	turnedAway bool  // surely not accepted, for the rate
	refused    bool  // surely not accepted, for what the request says
}

// afterDoubt returns the verdict of the last try, knowing that an earlier one may
// have been accepted: what isn't settled stays unknown.
func (v verdict) afterDoubt(doubtful bool) verdict {
	if doubtful && (v.result.Outcome == "" || v.refused) {
		v.refused = false
		v.result = channel.Result{
			Outcome: regulars.OutcomeUnknown,
			Reason:  "LINE gave no answer; may be tried again with the same key",
		}
	}
	return v
}

func judge(response *http.Response, err error) verdict {
	if response == nil {
		return unanswered(err)
	}
	status := response.StatusCode
	switch {
	case status/100 == 2:
		return sent(response.Header.Get("X-Line-Request-Id"))
	case status == http.StatusConflict:
		return sent(response.Header.Get("X-Line-Accepted-Request-Id"))
	case status == http.StatusTooManyRequests:
		return tooMany(response)
	case status >= 500:
		return unansweredStatus(status)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return verdict{err: tokenError(status)}
	}
	code := strconv.Itoa(status)
	return verdict{refused: true, result: failed(code, "LINE refused the message with HTTP "+code)}
}

func sent(id string) verdict {
	return verdict{result: channel.Result{Outcome: regulars.OutcomeSent, ProviderID: id}}
}

// monthlyLimit is what LINE's answer says when the month's quota is used up.
// Both cases of 429 are the same type to the SDK (v8.22.0, ErrorResponse), without
// a code; the text is that of the reference, "Common error messages" of
// developers.line.biz/en/reference/messaging-api: "You have reached your monthly
// limit."
const monthlyLimit = "monthly limit"

// tooMany tells the rate, which passes, from the month's quota, which doesn't.
func tooMany(response *http.Response) verdict {
	var answer messaging_api.ErrorResponse
	// An answer that isn't JSON is taken as the rate: that is tried again.
	_ = json.NewDecoder(io.LimitReader(response.Body, 4<<10)).Decode(&answer)
	if strings.Contains(strings.ToLower(answer.Message), monthlyLimit) {
		return verdict{err: quotaError()}
	}
	return verdict{turnedAway: true, err: &channel.Error{
		Op:        "line message",
		Retryable: true,
		Err:       errors.New("HTTP 429: too many requests"),
		Hint:      "lower per_second if it lasts",
	}}
}

func unansweredStatus(status int) verdict {
	return verdict{unanswered: true, err: &channel.Error{
		Op:        "line message",
		Retryable: true,
		Err:       fmt.Errorf("HTTP %d", status),
		Hint:      "LINE is in trouble: it is tried again with the same key",
	}}
}

func unanswered(err error) verdict {
	var broken *url.Error
	if errors.As(err, &broken) {
		err = broken.Err
	}
	return verdict{unanswered: true, err: &channel.Error{
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

func checkError(response *http.Response, err error) error {
	if response == nil {
		return unanswered(err).err
	}
	if v := judge(response, err); v.err != nil {
		return v.err
	}
	return &channel.Error{Op: "line account", Err: fmt.Errorf("HTTP %d", response.StatusCode), Hint: "check endpoint"}
}

func failed(code, reason string) channel.Result {
	return channel.Result{Outcome: regulars.OutcomeFailed, Code: code, Reason: reason}
}
