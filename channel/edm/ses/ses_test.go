package ses

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/channeltest"
	"regulars/config"
	"regulars/sandbox/providers"
)

func subject(t *testing.T) channeltest.Subject {
	return channeltest.Subject{
		Provider: func(inbox *providers.Inbox) http.Handler { return providers.NewSES("ap-northeast-1", "AKIA1", inbox) },
		Refuse:   providers.RefuseSES,
		Settings: config.Channel{Region: "ap-northeast-1", AccessKeyID: "AKIA1", SecretAccessKey: config.NewSecret("the secret"), From: "山嵐 <news@shop.test>", ConfigurationSet: "events"},
		Open: func(cfg config.Channel, transport http.RoundTripper) (channel.Sender, error) {
			s, err := New(cfg)
			if err != nil {
				return nil, err
			}
			s.client.HTTP.Transport = transport
			return s, nil
		},
		Spoil:   func(cfg *config.Channel) { cfg.AccessKeyID = "AKIA2" },
		Secrets: []string{"the secret"},
		Address: func(n int) string { return fmt.Sprintf("m%d@x.test", n) }, Bad: "dead@x.test", BadIs: channel.NoSuchAddress,
		Texts: func(n int, m *regulars.Message) {
			if n%2 == 0 {
				m.HTML = "<p>" + m.Text + "</p>"
			}
		},
		Look: documented,
	}
}

func TestSuite(t *testing.T) { subject(t).Run(t) }

// documented looks at what the SDK makes of a mail: SES v2's SendEmail.
func documented(r *http.Request) error {
	if r.Method == http.MethodGet {
		return nil
	}
	var m struct {
		FromEmailAddress, ConfigurationSetName string
		Destination                            struct{ ToAddresses []string }
		Content                                struct {
			Simple struct {
				Subject struct{ Charset, Data string }
				Headers []struct{ Name, Value string }
			}
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		return err
	}
	if len(m.Destination.ToAddresses) != 1 || m.ConfigurationSetName != "events" || m.Content.Simple.Subject.Charset != "UTF-8" || len(m.Content.Simple.Headers) != 2 {
		return errors.New("a mail lacks what it needs")
	}
	for _, address := range []string{m.FromEmailAddress, m.Destination.ToAddresses[0]} {
		if strings.ContainsFunc(address, func(r rune) bool { return r > 0x7e }) {
			return errors.New("SES takes the names of addresses in ASCII only")
		}
	}
	return nil
}

// What SES answers, by its code and its text.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		status        int
		code, message string
		outcome       regulars.Outcome
		suppress      channel.Suppression
		stops, quota  bool
	}{
		{400, "BadRequestException", "Missing final '@domain'", regulars.OutcomeFailed, channel.NoSuchAddress, false, false},
		{400, "BadRequestException", "Missing required header 'Subject'", regulars.OutcomeFailed, "", false, false},
		{400, "MessageRejected", "Email address is not verified. The following identities failed the check: news@shop.test", "", "", true, false},
		{400, "MessageRejected", "Transaction failed: spam", regulars.OutcomeFailed, "", false, false},
		{400, "MailFromDomainNotVerifiedException", "x", "", "", true, false},
		{400, "AccountSuspendedException", "x", "", "", true, false},
		{400, "SendingPausedException", "x", "", "", true, false},
		{404, "NotFoundException", "Configuration set <events> does not exist", "", "", true, false},
		{403, "SignatureDoesNotMatch", "x", "", "", true, false},
		{429, "TooManyRequestsException", "Daily message quota exceeded.", "", "", true, true},
		{500, "InternalServiceErrorException", "x", regulars.OutcomeUnknown, "", false, false},
		{503, "ServiceUnavailable", "x", regulars.OutcomeUnknown, "", false, false},
	} {
		s, err := New(subject(t).Settings)
		require.NoError(t, err)
		s.client.HTTP.Transport = answering(func(w http.ResponseWriter) {
			w.Header().Set("X-Amzn-ErrorType", c.code)
			w.WriteHeader(c.status)
			_, _ = fmt.Fprintf(w, `{"message":%q}`, c.message)
		})
		results, err := s.Send(t.Context(), []regulars.Message{{To: "m@x.test", Subject: "x", Text: "x"}})
		require.Equal(t, c.outcome, results[0].Outcome, c)
		require.Equal(t, c.suppress, results[0].Suppress, c)
		require.Equal(t, c.stops, err != nil, c)
		require.Equal(t, c.quota, errors.Is(err, channel.ErrQuota), c)
		if err != nil {
			require.NotContains(t, err.Error(), "shop.test")
		}
	}
}

func TestQuota(t *testing.T) {
	inbox := providers.NewInbox(false)
	fake := providers.NewSES("ap-northeast-1", "AKIA1", inbox)
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = handling{fake}
	quota, err := s.Quota(t.Context())
	require.NoError(t, err)
	require.False(t, quota.Limited)
	fake.Max24Hours.Store(2)
	batch := make([]regulars.Message, 3)
	for i := range batch {
		batch[i] = regulars.Message{To: fmt.Sprintf("m%d@x.test", i), Subject: "x", Text: "x"}
	}
	_, err = s.Send(t.Context(), batch[:2])
	require.NoError(t, err)
	quota, err = s.Quota(t.Context())
	require.NoError(t, err)
	require.Equal(t, channel.Quota{Limited: true, Left: 0}, quota)
	require.ErrorIs(t, s.Check(t.Context()), channel.ErrQuota)
	results, err := s.Send(t.Context(), batch[2:])
	require.ErrorIs(t, err, channel.ErrQuota)
	require.Empty(t, results[0].Outcome)
}

func TestSettings(t *testing.T) {
	good := subject(t).Settings
	for want, spoil := range map[string]func(*config.Channel){
		"region":            func(c *config.Channel) { c.Region = "" },
		"access_key_id":     func(c *config.Channel) { c.AccessKeyID = "" },
		"secret_access_key": func(c *config.Channel) { c.SecretAccessKey = config.Secret{} },
		"from":              func(c *config.Channel) { c.From = "nobody" },
	} {
		cfg := good
		spoil(&cfg)
		_, err := New(cfg)
		require.ErrorContains(t, err, want)
	}
}
