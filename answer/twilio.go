package answer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"regulars"
)

// twilio reads Twilio's callbacks: what became of a message, and messages of members.
// X-Twilio-Signature is the base64 of the HMAC-SHA1, under the account's token, of the
// address that Twilio called and the sorted parameters of the form. It signs no time: a
// status of a message counts once, and a message by its id.
type twilio struct{ token string }

// noAnswer is what Twilio takes for: say nothing to the member.
const noAnswer = `<?xml version="1.0" encoding="UTF-8"?><Response/>`

func (t twilio) Read(r Request) (Read, error) {
	signature := r.Header.Get("X-Twilio-Signature")
	if signature == "" {
		return Read{}, fmt.Errorf("twilio: %w", ErrUnsigned)
	}
	form := url.Values{}
	if r.Method == http.MethodPost && isForm(r.Header) {
		var err error
		if form, err = url.ParseQuery(string(r.Body)); err != nil {
			return Read{}, fmt.Errorf("twilio: the form can't be read: %w", ErrMalformed)
		}
	}
	if !t.signed(r, form, signature) {
		return Read{}, fmt.Errorf("twilio: %w", ErrForged)
	}
	if len(form) == 0 {
		return Read{}, fmt.Errorf("twilio: it is no form: %w", ErrMalformed)
	}
	return Read{Answers: twilioAnswers(form, r), Reply: noAnswer, ContentType: "text/xml"}, nil
}

func isForm(header http.Header) bool {
	return strings.HasPrefix(strings.ToLower(header.Get("Content-Type")), "application/x-www-form-urlencoded")
}

// signed tries the address as it was called, and with and without its port: proxies
// and Twilio differ in it.
func (t twilio) signed(r Request, form url.Values, signature string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" {
		return false
	}
	if sum := u.Query().Get("bodySHA256"); sum != "" && !isForm(r.Header) {
		ours := sha256.Sum256(r.Body)
		if !same(strings.ToLower(sum), hex.EncodeToString(ours[:])) {
			return false
		}
	}
	found := false
	for _, address := range spellings(u, r.URL) {
		if hmac.Equal(given, sha1Of([]byte(t.token), []byte(address), []byte(sortedForm(form)))) {
			found = true
		}
	}
	return found
}

func spellings(u *url.URL, asCalled string) []string {
	without, with := *u, *u
	without.Host = u.Hostname()
	if u.Port() == "" {
		with.Host = u.Hostname() + map[string]string{"https": ":443", "http": ":80"}[u.Scheme]
	}
	return []string{asCalled, without.String(), with.String()}
}

func sortedForm(form url.Values) string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	var text strings.Builder
	for _, name := range names {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			text.WriteString(name + value)
		}
	}
	return text.String()
}

// stopWords are those by which carriers and Twilio let people opt out.
var stopWords = []string{"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "退訂", "取消訂閱", "拒收"}

func twilioAnswers(form url.Values, r Request) []Answer {
	a := Answer{Channel: regulars.ChannelSMS, ProviderID: form.Get("MessageSid"), At: r.Now.UTC(), Address: form.Get("To")}
	status := form.Get("MessageStatus")
	if status == "" {
		return incoming(form, a)
	}
	a.EventID, a.Detail = status, word(form.Get("ErrorCode"))
	switch status {
	case "delivered":
		a.Type = Delivered
	case "read":
		a.Type = Opened
	case "undelivered", "failed":
		// 30005: unknown number; 30006: a landline, or nobody can reach it; 21211 and
		// 21614: no number, no mobile; 21610: the person has sent STOP.
		a.Type, a.Hard = Bounced, slices.Contains([]string{"30005", "30006", "21211", "21614"}, a.Detail)
		if a.Detail == "21610" {
			a.Type = Unsubscribed
		}
	default:
		return nil // accepted, queued, sending, sent
	}
	if a.ProviderID == "" {
		return nil
	}
	return []Answer{a}
}

// incoming is a message of a member. Its text isn't kept.
func incoming(form url.Values, a Answer) []Answer {
	if a.ProviderID == "" || form.Get("From") == "" {
		return nil
	}
	a.EventID, a.ProviderID, a.Address, a.Type = a.ProviderID, "", form.Get("From"), Replied
	said := strings.ToUpper(strings.TrimSpace(form.Get("Body")))
	if form.Get("OptOutType") == "STOP" || slices.Contains(stopWords, strings.TrimRight(said, ".!。！ ")) {
		a.Type, a.Detail = Unsubscribed, "STOP"
	}
	return []Answer{a}
}
