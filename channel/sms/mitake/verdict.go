package mitake

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
)

// Mitake's status codes. The digits are what became of a message, the letters what is
// wrong with a request or an account.
var (
	accepted     = []string{"0", "1", "2", "3", "4"} // to be sent, at the carrier, on the phone
	badNumber    = []string{"6", "v"}
	badText      = []string{"5", "t", "u"}
	barred       = []string{"7", "8", "9"}
	ofAccount    = []string{"c", "d", "e", "f", "h", "k", "m", "n", "p"} // names, passwords, address of the caller, rights
	noCredit     = []string{"s"}
	outOfService = []string{"a", "b", "r"}
)

// judge returns what an answer means for a request, and of a yes what it means for each
// message. A 200 is answered to everything: the text says.
func (s *Sender) judge(a exchange.Answer, batch []regulars.Message) (exchange.Verdict, []channel.Result) {
	switch {
	case a.Status == http.StatusTooManyRequests:
		return s.client.TooMany("HTTP 429", channel.RetryAfter(a.Header)), nil
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden, a.Status == http.StatusNotFound:
		return exchange.Verdict{Err: s.client.Refused("account", "HTTP "+a.Code(), "check username, password and endpoint, which is the contract's own")}, nil
	case a.Status != http.StatusOK:
		return s.client.Doubtful(a), nil
	}
	whole, sections := sectionsOf(string(a.Body))
	if code := whole["statuscode"]; code != "" && len(sections) == 0 {
		return s.ofRequest(code, a), nil
	}
	results := make([]channel.Result, len(batch))
	var stop error // of the account, whichever message says it: what was taken stays taken
	for i, m := range batch {
		fields := sections[m.RetryKey]
		code := fields["statuscode"]
		if code == "" {
			return s.client.Doubtful(a), nil // it says nothing of one: the keys say it the next time
		}
		v := s.ofMessage(code, fields["msgid"], a)
		if v.Unanswered {
			return v, nil
		}
		if stop == nil {
			stop = v.Err
		}
		results[i] = v.Result
	}
	taken := exchange.Sent("")
	taken.Err = stop
	return taken, results
}

func (s *Sender) ofMessage(code, id string, a exchange.Answer) exchange.Verdict {
	switch {
	case slices.Contains(accepted, code) && id != "":
		return exchange.Sent(id)
	case slices.Contains(badNumber, code):
		return exchange.Failed(code, "Mitake doesn't take the number").Suppressed(channel.NoSuchAddress)
	case slices.Contains(badText, code):
		return exchange.Failed(code, "Mitake doesn't take the text")
	case slices.Contains(barred, code):
		return exchange.Failed(code, "Mitake didn't deliver the message")
	}
	return s.ofRequest(code, a)
}

// ofRequest judges a code of a request or an account.
func (s *Sender) ofRequest(code string, a exchange.Answer) exchange.Verdict {
	status := "status " + code
	switch {
	case slices.Contains(ofAccount, code):
		return exchange.Verdict{Err: s.client.Refused("account", status, "check username, password, that this machine's address is on Mitake's list, and the account's state")}
	case slices.Contains(noCredit, code):
		return exchange.Verdict{Err: s.client.UsedUp(status, "buy points at Mitake")}
	case slices.Contains(outOfService, code):
		return exchange.Verdict{Err: &channel.Error{
			Op: "mitake message", Retryable: true, Err: fmt.Errorf("%s: out of service", status), Hint: "it is tried again later",
		}}
	}
	return s.client.Doubtful(a) // "*", and what nobody knows
}

// sectionsOf reads an answer: fields before the first [ClientID], and those of each.
func sectionsOf(text string) (whole map[string]string, sections map[string]map[string]string) {
	whole, sections = map[string]string{}, map[string]map[string]string{}
	into := whole
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			into = map[string]string{}
			sections[line[1:len(line)-1]] = into
			continue
		}
		if name, value, is := strings.Cut(line, "="); is {
			into[name] = value
		}
	}
	return whole, sections
}

func fieldsOf(text string) map[string]string {
	whole, _ := sectionsOf(text)
	return whole
}
