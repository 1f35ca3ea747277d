// Package mitake sends text messages by Mitake (三竹簡訊), up to 500 in one request.
//
// Each message has its own clientid. Mitake drops a repeated one for 12 hours and answers
// what became of the first, so a request of which no answer came is tried again. Texts
// are posted in UTF-8; a line end is the character 6. Only Taiwanese mobile numbers are
// taken. What is known of the API comes from public client code: see docs/channels.md.
package mitake

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/google/uuid"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	defaultEndpoint = "https://smsapi.mitake.com.tw/api/mtk"

	// keyLife is how long Mitake knows a clientid.
	keyLife = 12 * time.Hour

	perSecond = 2   // requests; ours: Mitake publishes no rate
	batchSize = 500 // lines of one request

	maxText   = 335 // UTF-16 code units: five segments
	separator = "$$"
	lineEnd   = "\x06"
)

var mobile = regexp.MustCompile(`^\+886(9\d{8})$`)

// Sender is one Mitake account.
type Sender struct {
	client   *exchange.Client
	endpoint string
	username string
	password config.Secret
	callback config.Secret // where it says what became of a message; or empty
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	if cfg.Username == "" {
		return nil, errors.New("username is missing")
	}
	if cfg.Password.Empty() {
		return nil, errors.New("password is missing: give it as ${PASSWORD}")
	}
	endpoint := cfg.Endpoint
	if endpoint == "" {
		endpoint = defaultEndpoint
	}
	client := exchange.New("mitake", endpoint+"/"+cfg.Username, cfg, perSecond)
	client.Keyed = true
	return &Sender{client: client, endpoint: strings.TrimSuffix(endpoint, "/"), username: cfg.Username, password: cfg.Password, callback: cfg.Callback}, nil
}

// KeyLife is for how long Mitake drops a repeated clientid.
func (s *Sender) KeyLife() time.Duration { return keyLife }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message has its own key, though they share a request.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts those of the batch that can be sent, in one request.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	results := make([]channel.Result, len(batch))
	var fit []regulars.Message
	var where []int
	for i, m := range batch {
		if reason := unfit(m); reason != "" {
			results[i] = exchange.Failed("invalid", reason).Result
			continue
		}
		fit, where = append(fit, m), append(where, i)
	}
	if len(fit) == 0 {
		return results, ctx.Err()
	}
	var taken []channel.Result
	v := s.client.Tries.Persist(ctx, s.client.Pace, func() exchange.Verdict {
		answer, lost := s.post(ctx, fit)
		if lost != nil {
			return *lost
		}
		var v exchange.Verdict
		v, taken = s.judge(answer, fit)
		return v
	})
	for n, i := range where {
		results[i] = v.Result
		if v.Result.Outcome == regulars.OutcomeSent {
			results[i] = taken[n]
		}
	}
	return results, v.Err
}

func unfit(m regulars.Message) string {
	switch {
	case !mobile.MatchString(m.To):
		return "the number is not a mobile number of Taiwan (+8869…)"
	case m.Text == "":
		return "the text is empty"
	case len(utf16.Encode([]rune(m.Text))) > maxText:
		return "the text is longer than " + strconv.Itoa(maxText) + " characters"
	case strings.Contains(m.Text, separator):
		return "the text holds " + separator + ", which Mitake takes for the end of a field"
	case uuid.Validate(m.RetryKey) != nil:
		return "the retry key is not a UUID"
	}
	return ""
}

// post sends one line per message: ClientID, number, when to send it, until when, name,
// where to call back, text.
func (s *Sender) post(ctx context.Context, batch []regulars.Message) (exchange.Answer, *exchange.Verdict) {
	var lines strings.Builder
	for _, m := range batch {
		text := strings.NewReplacer("\r\n", lineEnd, "\n", lineEnd, "\r", lineEnd).Replace(m.Text)
		lines.WriteString(strings.Join([]string{m.RetryKey, national(m.To), "", "", "", s.callback.Reveal(), text}, separator) + "\r\n")
	}
	query := s.login()
	query.Set("Encoding_PostIn", "UTF8")
	return s.client.Do(ctx, http.MethodPost, s.endpoint+"/SmBulkSend?"+query.Encode(), strings.NewReader(lines.String()), func(r *http.Request) {
		r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	})
}

func (s *Sender) login() url.Values {
	return url.Values{"username": {s.username}, "password": {s.password.Reveal()}}
}

// national writes +886912345678 as 0912345678.
func national(number string) string { return mobile.ReplaceAllString(number, "0$1") }

// Quota asks Mitake for the account's points: one for each segment. It returns an
// *channel.Error that says what is wrong.
func (s *Sender) Quota(ctx context.Context) (channel.Quota, error) {
	answer, lost := s.client.Do(ctx, http.MethodGet, s.endpoint+"/SmQuery?"+s.login().Encode(), nil, func(*http.Request) {})
	if lost != nil {
		return channel.Quota{}, s.client.CheckError(*lost, answer)
	}
	fields := fieldsOf(string(answer.Body))
	if points, err := strconv.ParseInt(fields["AccountPoint"], 10, 64); err == nil && answer.Status == http.StatusOK {
		return channel.Quota{Limited: true, Left: max(0, points)}, nil
	}
	if code := fields["statuscode"]; code != "" {
		return channel.Quota{}, s.client.CheckError(s.ofRequest(code, answer), answer)
	}
	return channel.Quota{}, s.client.CheckError(exchange.Verdict{}, answer)
}

// Check asks Mitake for the account's points. It returns an *channel.Error that says what
// is wrong, channel.ErrQuota (wrapped) if there are none.
func (s *Sender) Check(ctx context.Context) error {
	quota, err := s.Quota(ctx)
	if err == nil && quota.Left <= 0 {
		return s.client.UsedUp("no points are left", "buy points at Mitake")
	}
	return err
}

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
