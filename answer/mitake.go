package answer

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"regulars"
)

// mitake reads 三竹's callback, a GET that isn't signed: what proves it is a secret path
// segment behind the channel's name.
type mitake struct{ key string }

var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

func (m mitake) Read(r Request) (Read, error) {
	switch {
	case r.Secret == "":
		return Read{}, fmt.Errorf("mitake: %w", ErrUnsigned)
	case !same(r.Secret, m.key):
		return Read{}, fmt.Errorf("mitake: %w", ErrForged)
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return Read{}, fmt.Errorf("mitake: %w", ErrMalformed)
	}
	query, err := url.ParseQuery(u.RawQuery)
	id := query.Get("msgid")
	if err != nil || word(id) == "" {
		return Read{}, fmt.Errorf("mitake: it has no msgid: %w", ErrMalformed)
	}
	read := Read{Reply: "magicid=sms_gateway_rpack\nmsgid=" + id + "\n", ContentType: "text/plain; charset=utf-8"}
	code := word(strings.TrimSpace(query.Get("statuscode")))
	a := Answer{
		Channel: regulars.ChannelSMS, ProviderID: id, EventID: code, At: r.Now.UTC(), Address: query.Get("dstaddr"), Detail: code,
	}
	if done, err := time.ParseInLocation("20060102150405", query.Get("donetime"), taipei); err == nil {
		a.At = done.UTC()
	}
	switch code {
	case "4":
		a.Type = Delivered
	case "6": // no such number
		a.Type, a.Hard = Bounced, true
	case "5", "7", "8": // its content, a number that takes no SMS, too late
		a.Type = Bounced
	default:
		return read, nil // 0 to 3: under way; 9: cancelled by us
	}
	read.Answers = []Answer{a}
	return read, nil
}
