package adlist_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/channel/adlist"
	settings "regulars/config/adlist"
	"regulars/config/document"
)

func (p *platform) lists() map[string]settings.List {
	return map[string]settings.List{
		"meta": {Name: "m", Platform: "meta", ID: audienceID, Token: document.NewSecret(metaToken), Endpoint: p.URL},
		"google": {
			Name: "g", Platform: "google", ID: googleList, Account: operating, LoginAccount: manager, ServiceAccount: document.NewSecret(p.account()), AcceptTerms: true, Endpoint: p.URL + "/",
		},
	}
}

func open(t *testing.T, l settings.List) adlist.List {
	t.Helper()
	list, err := adlist.Open(l)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, list.Close()) })
	return list
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// Members come onto a list as each platform knows them, and leave it.
func TestListsByTheDocuments(t *testing.T) {
	for name, known := range map[string][3]string{
		"meta":   {sum("a.b+news@gmail.com"), sum("886912345678"), sum("886987654321")},
		"google": {sum("ab@gmail.com"), sum("+886912345678"), sum("+886987654321")},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlatform(t)
			list := open(t, p.lists()[name])
			form, is := adlist.FormOf(name)
			require.True(t, is)
			whole, phone, mail, nobody := form.Person(" A.b+news@Gmail.com ", "+886912345678"), form.Person("", "+886987654321"), form.Person("wang@example.com", ""), form.Person("", "")
			require.NoError(t, list.Add(t.Context(), []adlist.Person{whole, phone, mail, nobody}))
			for _, identifier := range []string{"mail/" + known[0], "phone/" + known[1], "phone/" + known[2], "mail/" + sum("wang@example.com")} {
				require.True(t, p.has(identifier), identifier)
			}
			require.Len(t, p.on, 4, "nothing else")
			require.NoError(t, list.Add(t.Context(), []adlist.Person{whole}), "once more")
			require.NoError(t, list.Remove(t.Context(), []adlist.Person{whole, phone}))
			require.Len(t, p.on, 1)
			require.True(t, p.has("mail/"+sum("wang@example.com")))
			calls := p.calls
			require.NoError(t, list.Add(t.Context(), nil))
			require.NoError(t, list.Remove(t.Context(), []adlist.Person{nobody}))
			require.Equal(t, calls, p.calls, "nobody is no call")
			if name == "google" {
				require.Equal(t, []string{"CONSENT_GRANTED/CONSENT_GRANTED", "CONSENT_GRANTED/CONSENT_GRANTED", "/"}, p.consents)
				require.Equal(t, 1, p.tokens, "an access token lasts for an hour")
			} else {
				require.Len(t, p.sessions, calls)
			}
		})
	}
}

// A list is tried without putting anybody onto it: by its credentials, by what it is, and by
// whether the terms are accepted.
func TestListsAreTried(t *testing.T) {
	for name, c := range map[string]struct {
		list  string
		spoil func(p *platform, l *settings.List)
		says  string // empty: it takes people
	}{
		"meta":                       {"meta", func(*platform, *settings.List) {}, ""},
		"google":                     {"google", func(*platform, *settings.List) {}, ""},
		"a wrong token":              {"meta", func(_ *platform, l *settings.List) { l.Token = document.NewSecret("EAAB-other") }, "make a new token"},
		"no such audience":           {"meta", func(_ *platform, l *settings.List) { l.ID = "23850000000000002" }, "check the id"},
		"an audience of lookalikes":  {"meta", func(p *platform, _ *settings.List) { p.subtype = "LOOKALIKE" }, "only such a one takes people"},
		"terms that aren't accepted": {"meta", func(p *platform, _ *settings.List) { p.terms = `{"web_custom_audience_tos":1,"custom_audience_tos":0}` }, "accept Meta's Custom Audience Terms"},
		"no terms at all":            {"meta", func(p *platform, _ *settings.List) { p.terms = "" }, "accept Meta's Custom Audience Terms"},
		"an account of others":       {"google", func(_ *platform, l *settings.List) { l.Account = "1234567891" }, "PERMISSION_DENIED"},
		"no such user list":          {"google", func(_ *platform, l *settings.List) { l.ID = "8000000002" }, "PERMISSION_DENIED"},
		"a key that was revoked": {"google", func(p *platform, l *settings.List) {
			l.ServiceAccount = document.NewSecret(newPlatform(p.t).accountAt(p.URL))
		}, "check the key in service_account"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t)
			l := p.lists()[c.list]
			c.spoil(p, &l)
			err := open(t, l).Check(t.Context())
			if c.says == "" {
				require.NoError(t, err)
				require.NotZero(t, p.calls)
			} else {
				require.ErrorContains(t, err, c.says)
				require.NotContains(t, err.Error(), "EAAB")
			}
			require.Empty(t, p.on, "nobody is put onto it")
		})
	}
}

// A call may hold 10,000 people and no more.
func TestListsTakeSoMany(t *testing.T) {
	p := newPlatform(t)
	people := make([]adlist.Person, adlist.Most+1)
	for i := range people {
		people[i] = adlist.Person{Email: sum(fmt.Sprint(i))}
	}
	for name, l := range p.lists() {
		list := open(t, l)
		require.NoError(t, list.Add(t.Context(), people[:adlist.Most]), name)
		require.Error(t, list.Add(t.Context(), people), name)
		require.Len(t, p.on, adlist.Most)
	}
}

// What doesn't last is tried again, also where the platform had done it; what lasts is said,
// without a secret or an address.
func TestListsThatFail(t *testing.T) {
	person := []adlist.Person{{Email: sum("x")}}
	for name, c := range map[string]struct {
		list   string
		faults []fault
		says   string // empty: it goes on
		again  bool
	}{
		"a broken connection":       {"meta", []fault{{done: true, cut: true}}, "", false},
		"a broken one of google":    {"google", []fault{{done: true, cut: true}}, "", false},
		"in trouble":                {"google", []fault{{status: 503, body: "busy"}}, "", false},
		"in trouble, by its code":   {"meta", []fault{{status: 400, body: `{"error":{"code":2,"message":"temporary"}}`}}, "", false},
		"it says that it passes":    {"meta", []fault{{status: 400, body: `{"error":{"code":1,"is_transient":true}}`}}, "", false},
		"too many calls":            {"meta", []fault{{status: 400, body: `{"error":{"code":17,"message":"User request limit reached"}}`}}, "", false},
		"too many of google":        {"google", []fault{{status: 429, body: `{"error":{"status":"RESOURCE_EXHAUSTED"}}`}}, "", false},
		"too many for long":         {"meta", []fault{{status: 429, head: map[string]string{"Retry-After": "3600"}}}, "too many", true},
		"the token ended":           {"meta", []fault{{status: 400, body: `{"error":{"code":190,"message":"Error validating access token"}}`}}, "make a new token", false},
		"the audience is blocked":   {"meta", []fault{{status: 400, body: `{"error":{"code":100,"error_subcode":1713230}}`}}, "restricted", false},
		"another refusal":           {"meta", []fault{{status: 400, body: `{"error":{"code":100}}`}}, "check the id", false},
		"no access":                 {"google", []fault{{status: 403, body: `{"error":{"status":"PERMISSION_DENIED"}}`}}, "write access", false},
		"nobody":                    {"google", []fault{{status: 401, body: `{"error":{"status":"UNAUTHENTICATED"}}`}}, "write access", false},
		"down":                      {"google", []fault{{status: 500}}, "", false},
		"down at meta":              {"meta", []fault{{status: 500}}, "", false},
		"what google doesn't like":  {"google", []fault{{status: 400, body: `{"error":{"status":"INVALID_ARGUMENT"}}`}}, "check id, account", false},
		"meta's error with HTTP OK": {"meta", []fault{{status: 200, body: `{"error":{"code":100}}`}}, "check the id", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t)
			l := p.lists()[c.list]
			list := open(t, l)
			p.fail(c.faults...)
			err := list.Add(t.Context(), person)
			if c.says == "" {
				require.NoError(t, err)
				require.Equal(t, len(c.faults)+1, p.calls)
				require.True(t, p.has("mail/"+sum("x")))
				return
			}
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), metaToken)
			require.NotContains(t, err.Error(), p.URL)
			var failed *channel.Error
			require.ErrorAs(t, err, &failed)
			require.Equal(t, c.again, failed.Retryable)
		})
	}
}

// A key that isn't one, or that sends its owner elsewhere, is refused before anything goes.
func TestGoogleKeysThatCantBe(t *testing.T) {
	p := newPlatform(t)
	l := p.lists()["google"]
	for _, key := range []string{
		"", "{}", "token", strings.ReplaceAll(p.account(), "robot@project.iam.gserviceaccount.com", ""), strings.ReplaceAll(p.account(), `"private_key"`, `"key"`),
		strings.ReplaceAll(p.account(), `"k1"`, "1"), strings.ReplaceAll(p.account(), p.URL+"/token", p.URL+"/%zz"),
		strings.ReplaceAll(p.account(), p.URL+"/token", "https://evil.example/token"), strings.ReplaceAll(p.account(), p.URL+"/token", ""),
	} {
		l.ServiceAccount = document.NewSecret(key)
		_, err := adlist.Open(l)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "PRIVATE KEY")
	}
	l.ServiceAccount = document.NewSecret(strings.ReplaceAll(p.account(), p.URL+"/token", "https://oauth2.googleapis.com/token"))
	open(t, l) // as Google writes it
	l.ServiceAccount = document.NewSecret(strings.ReplaceAll(p.account(), "robot@", "nobody@"))
	list := open(t, l)
	err := list.Add(t.Context(), []adlist.Person{{Email: sum("x")}})
	require.ErrorContains(t, err, "was it revoked?")
	require.Zero(t, p.calls)
}

// A server of tokens that is down is asked again later; one that says no is believed, and
// nothing goes to the list.
func TestGoogleTokensThatDontCome(t *testing.T) {
	for status, again := range map[int]bool{401: false, 499: false, 500: true, 503: true} {
		p := newPlatform(t)
		p.away = status
		err := open(t, p.lists()["google"]).Add(t.Context(), []adlist.Person{{Email: sum("x")}})
		var failed *channel.Error
		require.ErrorAs(t, err, &failed)
		require.Equal(t, again, failed.Retryable, status)
		require.Zero(t, p.calls)
	}
}
