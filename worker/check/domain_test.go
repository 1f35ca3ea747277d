package check

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

// zone is a DNS that holds these names, or fails.
type zone struct {
	texts map[string][]string
	fails error
}

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	if z.fails != nil {
		return nil, z.fails
	}
	if found, ok := z.texts[name]; ok {
		return found, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func TestSenderDomain(t *testing.T) {
	whole := func() map[string][]string {
		return map[string][]string{
			"news.shop.tw":               {"google-site-verification=x", "v=spf1 include:amazonses.com -all"},
			"s1._domainkey.news.shop.tw": {"v=DKIM1; k=rsa; p=MIGf"},
			"_dmarc.shop.tw":             {"v=DMARC1; p=quarantine"},
		}
	}
	for name, test := range map[string]struct {
		change  func(map[string][]string)
		channel config.Channel
		says    string
		warn    []string // what each warning holds
		note    int
	}{
		"whole": {says: "SPF, DKIM, DMARC"},
		"nothing": {change: func(z map[string][]string) { clear(z) }, channel: config.Channel{Provider: "sendgrid"},
			warn: []string{"no SPF record: add a TXT record such as \"v=spf1 include:sendgrid.net ~all\"", "no DKIM key at s1._domainkey.news.shop.tw", "at _dmarc.shop.tw"}},
		"SPF twice":              {change: func(z map[string][]string) { z["news.shop.tw"] = append(z["news.shop.tw"], "v=spf1 mx ~all") }, says: "DKIM, DMARC", warn: []string{"2 SPF records"}},
		"SPF of all":             {change: func(z map[string][]string) { z["news.shop.tw"] = []string{"v=spf1 +all"} }, says: "DKIM, DMARC", warn: []string{"lets everybody send"}},
		"DKIM revoked":           {change: func(z map[string][]string) { z["s1._domainkey.news.shop.tw"] = []string{"v=DKIM1; p="} }, says: "SPF, DMARC", warn: []string{"is revoked"}},
		"DKIM of a CNAME":        {change: func(z map[string][]string) { z["s1._domainkey.news.shop.tw"] = []string{"k=rsa; t=s; p=MIGf"} }, says: "SPF, DKIM, DMARC"},
		"DKIM with an empty tag": {change: func(z map[string][]string) { z["s1._domainkey.news.shop.tw"] = []string{"v=DKIM1; ; p=MIGf"} }, says: "SPF, DKIM, DMARC"},
		"DMARC of its own": {change: func(z map[string][]string) {
			z["_dmarc.news.shop.tw"] = []string{"v=DMARC1; p=none"}
			delete(z, "_dmarc.shop.tw")
		}, says: "SPF, DKIM, DMARC"},
		"DMARC twice": {change: func(z map[string][]string) {
			z["_dmarc.news.shop.tw"] = []string{"v=DMARC1; p=none", "v=DMARC1; p=reject"}
		}, says: "SPF, DKIM", warn: []string{"several DMARC"}},
		"a return path with SPF": {change: func(z map[string][]string) { z["bounce.shop.tw"], z["news.shop.tw"] = []string{"v=spf1 mx -all"}, nil },
			channel: config.Channel{ReturnPath: "back@Bounce.Shop.tw"}, says: "SPF of bounce.shop.tw, DKIM, DMARC"},
		"a return path without": {channel: config.Channel{ReturnPath: "back@bounce.shop.tw"}, says: "DKIM, DMARC", warn: []string{"bounce.shop.tw has no SPF record"}},
		"a return path of others": {change: func(z map[string][]string) { z["mailer.tw"] = []string{"v=spf1 mx -all"} },
			channel: config.Channel{ReturnPath: "back@mailer.tw"}, says: "DKIM, DMARC", warn: []string{"use an address at shop.tw"}},
		"a return path at the same": {channel: config.Channel{ReturnPath: "back@news.shop.tw"}, says: "SPF, DKIM, DMARC"},
		"no selector":               {channel: config.Channel{DKIMSelector: "-"}, says: "SPF, DMARC", note: 1},
		"a test domain":             {channel: config.Channel{From: "a@sandbox.test"}, says: "the domain is for tests: not looked up"},
		"an example":                {channel: config.Channel{From: "a@shop.example.com"}, says: "the domain is for tests: not looked up"},
		"no example":                {channel: config.Channel{From: "a@myexample.com"}, warn: []string{"myexample.com has no SPF", "no DKIM key at s1._domainkey.myexample.com", "_dmarc.myexample.com"}},
	} {
		z := zone{texts: whole()}
		if test.change != nil {
			test.change(z.texts)
		}
		c := config.Channel{Provider: "ses", From: "山嵐選物 <hello@News.Shop.tw>", DKIMSelector: "s1"}
		if test.channel.Provider != "" {
			c.Provider = test.channel.Provider
		}
		if test.channel.From != "" {
			c.From = test.channel.From
		}
		c.ReturnPath = test.channel.ReturnPath
		if test.channel.DKIMSelector != "" {
			c.DKIMSelector = ""
		}
		f := checkDomain(z, "tea", &c)(t.Context())
		require.NoError(t, f.Err, name)
		require.Equal(t, test.says, f.Says, name)
		require.Len(t, f.Warn, len(test.warn), name)
		for i, warning := range test.warn {
			require.Contains(t, f.Warn[i], warning, name)
		}
		require.Len(t, f.Note, test.note, name)
	}
}

// Without a network it says so, and nothing fails.
func TestSenderDomainWithoutDNS(t *testing.T) {
	for err, says := range map[error]string{
		&net.DNSError{Err: "read udp 10.0.0.1:53: i/o timeout", Name: "shop.tw", Server: "10.0.0.1:53", IsTimeout: true}: "no answer in time",
		&net.DNSError{Err: "dial udp 10.0.0.1:53: connection refused", Name: "shop.tw", Server: "10.0.0.1:53"}:           "no server can be reached",
		context.DeadlineExceeded: "no answer in time",
	} {
		f := checkDomain(zone{fails: err}, "tea", &config.Channel{From: "a@shop.tw", DKIMSelector: "s1"})(t.Context())
		require.NoError(t, f.Err)
		require.Equal(t, "not looked up", f.Says)
		require.Len(t, f.Warn, 1)
		require.Equal(t, "DNS doesn't answer, so nothing could be looked up: "+says, f.Warn[0])
	}
}
