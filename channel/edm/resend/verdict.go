package resend

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"regulars/channel"
	"regulars/channel/exchange"
)

// failure is Resend's JSON of an error.
type failure struct {
	Name    string `json:"name"`
	Message string `json:"message"` // may quote the address: never shown
}

func failureOf(a exchange.Answer) failure {
	var f failure
	_ = json.Unmarshal(a.Body, &f) // an answer that isn't JSON is judged by its status
	return f
}

// judge returns what an answer means for a request of n mails, and of a yes what it means
// for each.
func (s *Sender) judge(a exchange.Answer, n int) (exchange.Verdict, []channel.Result) {
	name := failureOf(a).Name
	switch {
	case a.Status == http.StatusOK:
		results, err := resultsOf(a.Body, n)
		if err != nil {
			return s.client.Doubtful(a), nil
		}
		return exchange.Sent(""), results
	case name == "daily_quota_exceeded", name == "monthly_quota_exceeded":
		return exchange.Verdict{Err: s.client.UsedUp(name, "raise the plan's limit at Resend")}, nil
	case a.Status == http.StatusTooManyRequests:
		return s.client.TooMany("HTTP 429", channel.RetryAfter(a.Header)), nil
	case a.Status == http.StatusConflict && name == "invalid_idempotent_request":
		// The key was used for another body: that one may have been sent.
		return exchange.Unknown(name, "Resend knows the key with another content"), nil
	case a.Status == http.StatusConflict, a.Status/100 != 4: // 409: the first request with the key is still being handled
		return s.client.Doubtful(a), nil
	}
	if name == "" {
		name = "HTTP " + a.Code()
	}
	return exchange.Verdict{Err: s.client.Refused("account", name, "check api_key, and that the domain of from is verified at Resend")}, nil
}

// resultsOf reads the answer to a batch in the permissive mode: the ids of the mails that
// were taken, in their order, and the others by their index.
func resultsOf(body []byte, n int) ([]channel.Result, error) {
	var answer struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
		Errors []struct {
			Index   int    `json:"index"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	if len(answer.Data)+len(answer.Errors) != n {
		return nil, errors.New("the answer is of another number of mails")
	}
	results := make([]channel.Result, n)
	for _, refused := range answer.Errors {
		if refused.Index < 0 || refused.Index >= n || results[refused.Index].Outcome != "" {
			return nil, errors.New("the answer names a mail that isn't there")
		}
		results[refused.Index] = refusal(refused.Message).Result
	}
	next := 0
	for i := range results {
		if results[i].Outcome != "" {
			continue
		}
		if answer.Data[next].ID == "" {
			return nil, errors.New("the answer has a mail without an id")
		}
		results[i] = exchange.Sent(answer.Data[next].ID).Result
		next++
	}
	return results, nil
}

func refusal(message string) exchange.Verdict {
	if strings.Contains(message, "`to`") {
		return exchange.Failed("validation_error", "Resend doesn't take the address").Suppressed(channel.NoSuchAddress)
	}
	return exchange.Failed("validation_error", "refused by Resend")
}
