package line

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
)

// KeyLife is how long LINE knows a retry key after the first request with it
// (developers.line.biz/en/docs/messaging-api/retrying-api-request: "valid for 24
// hours"). Afterwards the same key sends the message once more: an outcome
// that is unknown for that long must not be tried again.
const KeyLife = 24 * time.Hour

const (
	defaultEndpoint = "https://api.line.me"

	// LINE's limits per channel, in requests.
	pushPerSecond      = 2000
	multicastPerSecond = 200

	batchSize       = 2000 // pushes that are claimed and written down together
	multicastSize   = 500  // user ids in one multicast
	defaultInFlight = 16
	maxText         = 5000 // UTF-16 code units
	requestTimeout  = 20 * time.Second

	unansweredTries = 4 // of a request that LINE failed to answer
	rateTries       = 6 // of a request that was turned away for the rate
)

var (
	userID = regexp.MustCompile(`^U[0-9a-f]{32}$`)
	// chatID is also a group or a room, which only a push reaches: one message by itself.
	chatID = regexp.MustCompile(`^[UCR][0-9a-f]{32}$`)

	// batchKeys is the name space of the retry keys of multicasts.
	batchKeys = uuid.MustParse("0a4c9f52-2b1d-4a53-8f64-3f1f7e0c6d17")

	// noUnits keeps the SDK from writing null, which the specification forbids.
	noUnits = []string{}
)

// Sender is one LINE channel (official account).
type Sender struct {
	http      *http.Client
	token     config.Secret
	endpoint  string
	push      *channel.Pace
	multicast *channel.Pace
	budget    *budget
	inFlight  int
	tries     exchange.Tries
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	if cfg.ChannelToken.Empty() {
		return nil, errors.New("channel_token is missing: give it as ${LINE_CHANNEL_TOKEN}")
	}
	endpoint := cfg.Endpoint
	if endpoint == "" {
		endpoint = defaultEndpoint
	}
	inFlight := cfg.Connections
	if inFlight <= 0 {
		inFlight = defaultInFlight
	}
	account := endpoint + "/" + cfg.ChannelToken.Reveal()
	return &Sender{
		http:      &http.Client{Transport: exchange.Transport(), Timeout: requestTimeout},
		token:     cfg.ChannelToken,
		endpoint:  endpoint,
		push:      channel.PaceOf("line/push/"+account, slower(cfg.PerSecond, pushPerSecond)),
		multicast: channel.PaceOf("line/multicast/"+account, slower(cfg.PerSecond, multicastPerSecond)),
		budget:    budgetOf(account),
		inFlight:  inFlight,
		tries:     exchange.Tries{Unanswered: unansweredTries, TurnedAway: rateTries, FirstGap: 500 * time.Millisecond, Patience: time.Minute},
	}, nil
}

func slower(wanted, limit float64) float64 {
	if wanted <= 0 {
		return limit
	}
	return min(wanted, limit)
}

// KeyLife is for how long LINE drops a repeated retry key.
func (s *Sender) KeyLife() time.Duration { return KeyLife }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// MulticastSize is how many user ids one multicast takes.
func (s *Sender) MulticastSize() int { return multicastSize }

// Send reserves the month's quota for the batch first: what it has no room for isn't
// handed over, and the error is channel.ErrQuota. It pushes each message, or multicasts where
// all texts of a batch of at most MulticastSize are the same, as a whole or not at all. The key of a multicast is made of the keys of its messages: the same
// batch has the same key, whatever its order.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	results := make([]channel.Result, len(batch))
	fit := make([]int, 0, len(batch))
	for i, m := range batch {
		if reason := unfit(m, len(batch) == 1); reason != "" {
			results[i] = exchange.Failed("invalid", reason).Result
			continue
		}
		fit = append(fit, i)
	}
	within, reserved, err := s.reserve(ctx, batch, fit)
	if err != nil {
		return results, err
	}
	way := wayOf(batch, fit)
	short := len(within) < len(fit)
	if way == channel.Multicast && short { // as a whole or not at all
		within = nil
	}
	if way == channel.Multicast {
		err = s.sendMulticast(ctx, batch, within, results)
	} else {
		err = s.sendPushes(ctx, batch, within, results)
	}
	s.budget.settle(reserved, usedOf(batch, within, results))
	if err == nil && short {
		err = quotaError()
	}
	return results, err
}

// Way is how Send would hand this batch over.
func (s *Sender) Way(batch []regulars.Message) channel.Way {
	var fit []int
	for i, m := range batch {
		if unfit(m, len(batch) == 1) == "" {
			fit = append(fit, i)
		}
	}
	return wayOf(batch, fit)
}

func wayOf(batch []regulars.Message, fit []int) channel.Way {
	if len(fit) > 1 && len(batch) <= multicastSize && sameText(batch, fit) {
		return channel.Multicast
	}
	return channel.Push
}

func unfit(m regulars.Message, alone bool) string {
	switch {
	case !userID.MatchString(m.To) && !(alone && chatID.MatchString(m.To)):
		return "the address is not a LINE user id"
	case uuid.Validate(m.RetryKey) != nil:
		return "the retry key is not a UUID"
	}
	if _, err := messageOf(m); err != nil {
		return err.Error()
	}
	return ""
}

func sameText(batch []regulars.Message, fit []int) bool {
	for _, i := range fit[1:] {
		if batch[i].Text != batch[fit[0]].Text {
			return false
		}
	}
	return true
}

func (s *Sender) sendPushes(ctx context.Context, batch []regulars.Message, fit []int, results []channel.Result) error {
	return channel.Fan(ctx, len(fit), s.inFlight, func(n int) error {
		i := fit[n]
		v := s.persist(ctx, s.push, func(api *messaging_api.MessagingApiAPI) exchange.Verdict {
			return pushOnce(api, batch[i])
		})
		results[i] = v.Result
		return v.Err
	})
}

func (s *Sender) sendMulticast(ctx context.Context, batch []regulars.Message, fit []int, results []channel.Result) error {
	if len(fit) == 0 {
		return nil
	}
	request, key := multicastOf(batch, fit)
	v := s.persist(ctx, s.multicast, func(api *messaging_api.MessagingApiAPI) exchange.Verdict {
		return multicastOnce(api, request, key)
	})
	if v.Result.Outcome == regulars.OutcomeFailed {
		// One recipient that LINE doesn't take fails the request as a whole, and
		// nothing of it was accepted: each on its own tells which.
		return s.sendPushes(ctx, batch, fit, results)
	}
	for _, i := range fit {
		results[i] = v.Result
	}
	return v.Err
}

func multicastOf(batch []regulars.Message, fit []int) (*messaging_api.MulticastRequest, string) {
	ordered := slices.Clone(fit)
	slices.SortFunc(ordered, func(a, b int) int { return strings.Compare(batch[a].RetryKey, batch[b].RetryKey) })
	to := make([]string, len(ordered))
	keys := make([]string, len(ordered))
	for n, i := range ordered {
		to[n], keys[n] = batch[i].To, batch[i].RetryKey
	}
	key := uuid.NewSHA1(batchKeys, []byte(strings.Join(keys, "\n"))).String()
	return &messaging_api.MulticastRequest{To: to, Messages: textOf(batch[fit[0]]), CustomAggregationUnits: noUnits}, key
}

// textOf returns what LINE gets of a message that is fit.
func textOf(m regulars.Message) []messaging_api.MessageInterface {
	message, _ := messageOf(m)
	return []messaging_api.MessageInterface{message}
}

func pushOnce(api *messaging_api.MessagingApiAPI, m regulars.Message) exchange.Verdict {
	request := &messaging_api.PushMessageRequest{To: m.To, Messages: textOf(m), CustomAggregationUnits: noUnits}
	response, body, err := api.PushMessageWithHttpInfo(request, m.RetryKey)
	v := judge(response, err)
	if body != nil && len(body.SentMessages) > 0 {
		v.Result.ProviderID = body.SentMessages[0].Id
	}
	return v
}

func multicastOnce(api *messaging_api.MessagingApiAPI, request *messaging_api.MulticastRequest, key string) exchange.Verdict {
	response, _, err := api.MulticastWithHttpInfo(request, key)
	return judge(response, err)
}

// persist tries one request, with its one key.
func (s *Sender) persist(ctx context.Context, pace *channel.Pace, once func(*messaging_api.MessagingApiAPI) exchange.Verdict) exchange.Verdict {
	return s.tries.Persist(ctx, pace, func() exchange.Verdict {
		api, err := s.api(ctx)
		if err != nil {
			return exchange.Verdict{Err: err}
		}
		return once(api)
	})
}

// api makes a client of its own for one request, for the SDK keeps the context
// in the client. A request on its way isn't cut off when ctx ends.
func (s *Sender) api(ctx context.Context) (*messaging_api.MessagingApiAPI, error) {
	api, err := messaging_api.NewMessagingApiAPI(s.token.Reveal(),
		messaging_api.WithHTTPClient(s.http), messaging_api.WithEndpoint(s.endpoint))
	if err != nil {
		return nil, &channel.Error{Op: "line client", Err: errors.New("the endpoint is not an address"), Hint: "check endpoint"}
	}
	return api.WithContext(context.WithoutCancel(ctx)), nil
}

// Check asks LINE, with the token, for the month's quota. It returns an
// *channel.Error that says what is wrong, channel.ErrQuota (wrapped) if nothing is
// left.
func (s *Sender) Check(ctx context.Context) error {
	quota, err := s.Quota(ctx)
	if err == nil && quota.Limited && quota.Left <= 0 {
		return quotaError()
	}
	return err
}

// Close ends idle connections.
func (s *Sender) Close() error {
	s.http.CloseIdleConnections()
	return nil
}
