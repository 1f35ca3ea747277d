package issuer

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	upstream "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"regulars/config/oidc"
)

const (
	attemptFor = 10 * time.Minute // how long somebody may take to sign in there
	askWithin  = 10 * time.Second // the server may take to answer
	longest    = 64               // letters of a name
	mostGroups = 2000
)

// ErrAttempt says that an answer belongs to no attempt of this browser: it was forged, is
// old, or was used before.
var ErrAttempt = errors.New("the answer belongs to no sign-in of this browser")

// ErrNoGroup says that none of a person's groups may do anything here.
var ErrNoGroup = errors.New("none of the person's groups may sign in")

// ErrRefused says that the server, or the person, refused.
var ErrRefused = errors.New("the sign-in was refused there")

// Attempt is a sign-in that was begun. It is kept where only the browser's session leads.
type Attempt struct {
	State, Nonce, Verifier string
	Next                   string // where to go afterwards
	At                     time.Time
}

// Person is who signed in.
type Person struct {
	Subject string   `json:"subject"`
	Name    string   `json:"name"`
	Groups  []string `json:"groups"` // those that the config knows
}

// Issuer is the server. It is asked for its keys when somebody signs in first.
type Issuer struct {
	config   oidc.OIDC
	redirect string
	now      func() time.Time
	client   *http.Client

	mu       sync.Mutex
	provider *upstream.Provider
}

// New returns the server of a config. base is the console's public address.
func New(cfg oidc.OIDC, base string, now func() time.Time) *Issuer {
	return &Issuer{config: cfg, redirect: base + oidc.CallbackPath, now: now, client: &http.Client{Timeout: askWithin}}
}

// known asks the server for its addresses and keys, once.
func (i *Issuer) known(ctx context.Context) (*upstream.Provider, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.provider == nil {
		// Its keys are fetched with this context for as long as the provider is used.
		provider, err := upstream.NewProvider(upstream.ClientContext(context.WithoutCancel(ctx), i.client), i.config.Issuer)
		if err != nil {
			return nil, fmt.Errorf("the sign-in server %s: %w", i.config.Issuer, err)
		}
		i.provider = provider
	}
	return i.provider, nil
}

func (i *Issuer) exchange(p *upstream.Provider) *oauth2.Config {
	scopes := append([]string{upstream.ScopeOpenID, "profile", "email"}, i.config.Scopes...)
	return &oauth2.Config{ClientID: i.config.ClientID, ClientSecret: i.config.ClientSecret.Reveal(), Endpoint: p.Endpoint(), RedirectURL: i.redirect, Scopes: scopes}
}

// Begin makes an attempt, and the address at which the person signs in.
func (i *Issuer) Begin(ctx context.Context, next string) (Attempt, string, error) {
	p, err := i.known(ctx)
	if err != nil {
		return Attempt{}, "", err
	}
	a := Attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: next, At: i.now()}
	return a, i.exchange(p).AuthCodeURL(a.State, upstream.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// Finish returns who signed in. It returns ErrAttempt, ErrRefused or ErrNoGroup, or why the
// server's word can't be trusted.
func (i *Issuer) Finish(ctx context.Context, a Attempt, answer url.Values) (Person, error) {
	if a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(answer.Get("state"))) != 1 || i.now().Sub(a.At) > attemptFor {
		return Person{}, ErrAttempt
	}
	if from := answer.Get("iss"); from != "" && from != i.config.Issuer {
		return Person{}, fmt.Errorf("%w: it names another server", ErrAttempt)
	}
	if answer.Get("error") != "" || answer.Get("code") == "" {
		return Person{}, ErrRefused
	}
	p, err := i.known(ctx)
	if err != nil {
		return Person{}, err
	}
	ctx = upstream.ClientContext(ctx, i.client)
	token, err := i.exchange(p).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Person{}, fmt.Errorf("the code can't be exchanged: %w", withoutBody(err))
	}
	signed, _ := token.Extra("id_token").(string)
	verifier := p.VerifierContext(ctx, &upstream.Config{ClientID: i.config.ClientID, Now: i.now})
	id, err := verifier.Verify(ctx, signed)
	if err != nil {
		return Person{}, fmt.Errorf("the token can't be trusted: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return Person{}, fmt.Errorf("the token can't be trusted: %w", ErrAttempt)
	}
	return i.person(ctx, p, token, id)
}

// withoutBody is an error of the exchange without what the server wrote: it may quote the
// request.
func withoutBody(err error) error {
	var answered *oauth2.RetrieveError
	if errors.As(err, &answered) {
		return fmt.Errorf("the server answered %d %s", answered.Response.StatusCode, answered.ErrorCode)
	}
	return err
}

// person reads the claims of a token that is trusted, and of the server's userinfo where
// the groups stand there only.
func (i *Issuer) person(ctx context.Context, p *upstream.Provider, token *oauth2.Token, id *upstream.IDToken) (Person, error) {
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return Person{}, fmt.Errorf("the token's claims: %w", err)
	}
	if by, _ := claims["azp"].(string); len(id.Audience) > 1 && by != i.config.ClientID {
		return Person{}, errors.New("the token can't be trusted: it was made for another client")
	}
	if _, has := claims[i.config.GroupsClaim]; !has && p.UserInfoEndpoint() != "" {
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return Person{}, fmt.Errorf("the person's groups can't be read: %w", withoutBody(err))
		}
		more := map[string]any{}
		if err := info.Claims(&more); err != nil || info.Subject != id.Subject {
			return Person{}, errors.New("the person's groups can't be read: the server speaks of somebody else")
		}
		claims[i.config.GroupsClaim] = more[i.config.GroupsClaim]
	}
	person := Person{Subject: id.Subject, Name: i.nameOf(claims, id.Subject), Groups: i.groupsOf(claims[i.config.GroupsClaim])}
	if len(person.Groups) == 0 {
		return person, ErrNoGroup
	}
	return person, nil
}

// groupsOf are the groups of a claim that the config knows.
func (i *Issuer) groupsOf(claim any) []string {
	var named []any
	switch c := claim.(type) {
	case string:
		named = []any{c}
	case []any:
		named = c[:min(len(c), mostGroups)]
	}
	var known []string
	for _, group := range named {
		text, is := group.(string)
		if is && slices.ContainsFunc(i.config.Groups, func(g oidc.Group) bool { return g.Group == text }) {
			known = append(known, text)
		}
	}
	return known
}

// nameOf is what stands next to what somebody decides. It has the sign @, which no user of
// the config has: nobody is taken for one of them.
func (i *Issuer) nameOf(claims map[string]any, subject string) string {
	name, _ := claims[i.config.NameClaim].(string)
	if verified, said := claims["email_verified"].(bool); i.config.NameClaim == "email" && said && !verified {
		name = "" // anybody may claim it
	}
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "")))
	if name == "" {
		name = subject
	}
	if letters := []rune(name); len(letters) > longest {
		name = string(letters[:longest])
	}
	if !strings.Contains(name, "@") {
		if u, err := url.Parse(i.config.Issuer); err == nil {
			name += "@" + u.Hostname()
		}
	}
	return name
}

// Pack is how a session keeps a person or an attempt.
func Pack[T Person | Attempt](v T) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// Unpack reads what Pack wrote; false where there is nothing.
func Unpack[T Person | Attempt](text string) (v T, is bool) {
	is = text != "" && json.Unmarshal([]byte(text), &v) == nil
	return v, is
}
