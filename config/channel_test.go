package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
)

const (
	smtpOfFull = `      edm:
        host: smtp.lumen.example
        username: lumen
        password: ${SMTP_PASSWORD}
`
	smsOfFull = `        account_sid: AC0123456789abcdef0123456789abcdef
        auth_token: ${TWILIO_TOKEN}
        from: "+886912345678"
`
)

// withProviders is the full example with other providers of mail and SMS.
func withProviders(t *testing.T, mail, sms string) string {
	t.Helper()
	full, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	require.NoError(t, err)
	text := string(full)
	if mail != "" {
		require.Contains(t, text, smtpOfFull)
		text = strings.Replace(text, smtpOfFull, "      edm:\n"+indented(mail), 1)
	}
	if sms != "" {
		require.Contains(t, text, smsOfFull)
		text = strings.Replace(text, smsOfFull, indented(sms), 1)
	}
	return text
}

func indented(keys string) (text string) {
	for key := range strings.SplitSeq(keys, "\n") {
		text += "        " + key + "\n"
	}
	return text
}

func TestProvidersOfMailAndSMS(t *testing.T) {
	for mail, want := range map[string]string{
		"provider: ses\nregion: ap-northeast-1\naccess_key_id: AKIA1\nsecret_access_key: ${HASH_KEY}\nconfiguration_set: news": "ses",
		"provider: sendgrid\napi_key: ${HASH_KEY}\nprice: 0.02":                                                                "sendgrid",
		"provider: mailgun\napi_key: ${HASH_KEY}\ndomain: mg.lumen.example\nendpoint: https://api.eu.mailgun.net":              "mailgun",
		"provider: resend\napi_key: ${HASH_KEY}\nconnections: 4":                                                               "resend",
	} {
		cfg, err := parse("testdata/x.yaml", []byte(withProviders(t, mail, "")), lookup)
		require.NoError(t, err, mail)
		require.Equal(t, want, cfg.Brands[0].Channels["edm"].Provider)
	}
	for sms, want := range map[string]string{
		"provider: mitake\nusername: lumen\npassword: ${HASH_KEY}\nprice: 0.85":                             "mitake",
		"provider: every8d\nusername: lumen\npassword: ${HASH_KEY}\nendpoint: https://api.e8d.tw\nprice: 1": "every8d",
	} {
		cfg, err := parse("testdata/x.yaml", []byte(withProviders(t, "", sms)), lookup)
		require.NoError(t, err, sms)
		require.Equal(t, want, cfg.Brands[0].Channels["sms"].Provider)
		price, err := cfg.Brands[0].Channels["sms"].UnitPrice()
		require.NoError(t, err)
		require.Positive(t, price)
	}
}

func TestMistakesOfProviders(t *testing.T) {
	type mistake struct{ path, problem, remedy string }
	for keys, want := range map[string]mistake{
		"provider: pigeon":                                                               {"edm.provider", "not known", "smtp"},
		"provider: sendgrid":                                                             {"edm.api_key", "missing", "${API_KEY}"},
		"provider: sendgrid\napi_key: SG.secret-9137":                                    {"edm.api_key", "must not stand in the file", "${API_KEY}"},
		"provider: sendgrid\napi_key: ${HASH_KEY}\nhost: x":                              {"edm.host", "belongs to smtp", "remove"},
		"provider: resend\napi_key: ${HASH_KEY}\ndomain: x.tw":                           {"edm.domain", "belongs to mailgun", "remove"},
		"provider: resend\napi_key: ${HASH_KEY}\nconnections: 0":                         {"edm.connections", "1 or more", "leave it out"},
		"provider: mailgun\napi_key: ${HASH_KEY}":                                        {"edm.domain", "missing", "mg.shop.tw"},
		"provider: mailgun\napi_key: ${HASH_KEY}\ndomain: https://mg.shop.tw":            {"edm.domain", "not a domain", "mg.shop.tw"},
		"provider: ses\naccess_key_id: A\nsecret_access_key: ${HASH_KEY}":                {"edm.region", "missing", "ap-northeast-1"},
		"provider: ses\nregion: Tokyo\naccess_key_id: A\nsecret_access_key: ${HASH_KEY}": {"edm.region", "not a region", "ap-northeast-1"},
		"provider: ses\nregion: us-east-1\nsecret_access_key: ${HASH_KEY}":               {"edm.access_key_id", "missing", "ses:SendEmail"},
		"provider: ses\nregion: us-east-1\naccess_key_id: A":                             {"edm.secret_access_key", "missing", "${SECRET_ACCESS_KEY}"},
		"provider: resend\napi_key: ${HASH_KEY}\nprice: free":                            {"edm.price", "not a price", "0.85"},
		"provider: resend\napi_key: ${HASH_KEY}\nprice: -1":                              {"edm.price", "not a price", "0.85"},
		"provider: resend\napi_key: ${HASH_KEY}\nendpoint: http://api.evil.example":      {"edm.endpoint", "in the open", "https"},
	} {
		mistakes := mistakesOf(t, withProviders(t, keys, ""))
		require.Len(t, mistakes, 1, keys)
		require.Equal(t, "brands[0].channels."+want.path, mistakes[0].Path, keys)
		require.Contains(t, mistakes[0].Problem, want.problem, keys)
		require.Contains(t, mistakes[0].Remedy, want.remedy, keys)
		require.NotContains(t, mistakes.Error(), "9137")
	}
	for keys, want := range map[string]mistake{
		"provider: mitake\npassword: ${HASH_KEY}":                                   {"sms.username", "missing", "user name"},
		"provider: mitake\nusername: lumen":                                         {"sms.password", "missing", "${PASSWORD}"},
		"provider: mitake\nusername: lumen\npassword: ${HASH_KEY}\nfrom: '+886912'": {"sms.from", "belongs to", "remove"},
		"provider: every8d\nusername: lumen\npassword: ${HASH_KEY}":                 {"sms.endpoint", "missing", "https://api.e8d.tw"},
	} {
		mistakes := mistakesOf(t, withProviders(t, "", keys))
		require.Len(t, mistakes, 1, keys)
		require.Equal(t, "brands[0].channels."+want.path, mistakes[0].Path, keys)
		require.Contains(t, mistakes[0].Problem, want.problem, keys)
		require.Contains(t, mistakes[0].Remedy, want.remedy, keys)
	}
}

func TestUnitPrice(t *testing.T) {
	price, err := (&Channel{Price: "0.85"}).UnitPrice()
	require.NoError(t, err)
	require.Equal(t, regulars.Money(8500), price)
	price, err = (&Channel{}).UnitPrice()
	require.NoError(t, err)
	require.Zero(t, price)
	_, err = (&Channel{Price: "free"}).UnitPrice()
	require.ErrorContains(t, err, "price")
}
