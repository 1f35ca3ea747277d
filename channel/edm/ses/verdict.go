package ses

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"regulars/channel"
	"regulars/channel/exchange"
)

// accountCodes are SES's errors about the account or what it sends from.
var accountCodes = []string{
	"AccountSuspendedException", "MailFromDomainNotVerifiedException", "NotFoundException", "SendingPausedException",
}

// badAddress is how SES says that an address can't be one: it has a single code for all
// that is wrong with a request.
var badAddress = []string{"illegal address", "missing final '@domain'", "local address", "domain contains", "domain starts", "domain ends", "invalid address"}

// judge returns what an error of the SDK means. Its text may quote an address: only
// codes are shown.
func (s *Sender) judge(err error, written bool) exchange.Verdict {
	status := statusOf(err)
	if status == 0 {
		return s.client.NoAnswer(errors.New("no answer"), written)
	}
	code, message := codeOf(err)
	a := exchange.Answer{Status: status, Header: headerOf(err)}
	switch {
	case status == http.StatusTooManyRequests, code == "ThrottlingException", code == "LimitExceededException":
		if strings.Contains(message, "quota") {
			return exchange.Verdict{Err: s.client.UsedUp(code, "ask AWS for a higher quota, or resend tomorrow")}
		}
		return s.client.TooMany("HTTP "+a.Code(), channel.RetryAfter(a.Header))
	case status/100 != 4:
		return s.client.Doubtful(a)
	case slices.Contains(accountCodes, code), code == "MessageRejected" && strings.Contains(message, "not verified"):
		return exchange.Verdict{Err: s.client.Refused("account", code, "verify the domain of from, leave SES's sandbox, and check region and configuration_set")}
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound:
		return exchange.Verdict{Err: s.client.Refused("account", "HTTP "+a.Code(), "check access_key_id, secret_access_key, and that the user may ses:SendEmail and ses:GetAccount")}
	case slices.ContainsFunc(badAddress, func(text string) bool { return strings.Contains(message, text) }):
		return exchange.Failed(code, "SES doesn't take the address").Suppressed(channel.NoSuchAddress)
	}
	if code == "" {
		code = a.Code()
	}
	return exchange.Failed(code, "refused by SES")
}

func statusOf(err error) int {
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

func headerOf(err error) http.Header {
	var response *awshttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		return response.Response.Header
	}
	return nil
}

// codeOf returns SES's code, and what it says in lower case.
func codeOf(err error) (code, message string) {
	var failure smithy.APIError
	if errors.As(err, &failure) {
		return failure.ErrorCode(), strings.ToLower(failure.ErrorMessage())
	}
	return "", ""
}
